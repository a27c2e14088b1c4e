-- title: Note in the ledger what was dropped
-- grain: file
-- needs: files, count_dropped
update files
set
    dropped_rows = files.dropped_rows + dropped.rows,
    dropped_lines = files.dropped_lines + dropped.lines
from dropped
where files.file_id = dropped.file_id;
