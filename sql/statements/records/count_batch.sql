-- title: The counts of a batch for each file
-- grain: file
-- needs: logs
-- Rows, first and last time, and the time of the last record; the latter is what a record without a time takes.
select file_id, count(*), min(ts), max(ts), arg_max(ts, line_number * 1000000 + record_index)
from batch
group by file_id;
