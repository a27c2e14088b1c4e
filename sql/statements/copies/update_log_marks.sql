-- title: Change the marks of stored records
-- grain: record
-- needs: logs, find_changed_marks
update logs
set is_copy = changed_marks.is_copy
from changed_marks
where logs.rowid = changed_marks.place;
