-- title: One record
-- grain: record
-- parameters: file_id, byte_offset, record_index
-- needs: logs, files
-- All its columns, and the file it stands in.
select
    logs.*,
    files.path as file
from logs
left join files
    on files.file_id = logs.file_id
where logs.file_id = $file_id
    and logs.byte_offset = $byte_offset
    and logs.record_index = $record_index
limit 1;
