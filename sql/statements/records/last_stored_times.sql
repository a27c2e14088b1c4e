-- title: The last stored time that is a record's own, for each file
-- grain: file
-- parameters: ids
-- needs: logs
-- What a later record without a time takes, where a process begins in the middle of a file.
select file_id, arg_max(ts, line_number * 1000000 + record_index)
from logs
where
    file_id in $ids
    and coalesce(json_extract_string(attributes, '$._longtail.time') not in ('from_previous', 'from_file'), true)
group by file_id;
