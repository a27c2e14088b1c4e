-- title: Mark stored records as judged now
-- grain: record
-- needs: logs, find_changed_marks
update logs
set is_copy = flips.is_copy
from flips
where logs.rowid = flips.place;
