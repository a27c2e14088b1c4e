-- title: The last time in a batch that is a record's own, for each file
-- grain: file
-- needs: logs
-- What a later record without a time takes. Reads the temporary table batch before times are given.
select file_id, arg_max(ts, line_number * 1000000 + record_index)
from batch
where ts is not null
group by file_id;
