-- title: The lines around a record, in its file
-- grain: record
-- parameters: file_id, byte_offset, record_index, limit
-- needs: logs
-- At most $limit records before it and as many after it, in the order of the file; is_it marks the record itself.
with near as (
    (
        select
            rowid as place
        from logs
        where file_id = $file_id
            and (byte_offset, record_index) < ($byte_offset, $record_index)
        order by byte_offset desc, record_index desc
        limit $limit
    )
    union all
    (
        select
            rowid as place
        from logs
        where file_id = $file_id
            and (byte_offset, record_index) >= ($byte_offset, $record_index)
        order by byte_offset, record_index
        limit $limit + 1
    )
)

select
    logs.line_number,
    logs.ts,
    logs.level,
    coalesce(
        nullif(logs.message, ''),
        logs.error_message,
        nullif(concat_ws(' ', logs.method, coalesce(logs.path, logs.route), logs.status), ''),
        logs.attributes::varchar
    ) as message,
    (logs.byte_offset, logs.record_index) = ($byte_offset, $record_index) as is_it,
    logs.byte_offset,
    logs.record_index
from logs
inner join near
    on near.place = logs.rowid
order by logs.byte_offset, logs.record_index;
