-- title: Note that records were stored before there were filters of ids
-- grain: one row, none where there are no such records
-- needs: id_filters, logs
-- Reads the temporary table batch, whose rows are in logs already.
insert into id_filters (min_ts, max_ts, min_file_id, max_file_id)
select
    min(logs.ts),
    max(logs.ts),
    min(logs.file_id),
    max(logs.file_id)
from logs
having count(*) > (select count(*) from batch);
