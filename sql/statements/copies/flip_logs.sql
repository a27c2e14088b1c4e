-- title: Mark stored records as judged now
-- grain: record
-- needs: logs, choose_flips
update logs
set is_copy = flips.is_copy
from flips
where logs.rowid = flips.place;
