-- title: The newest records of an error
-- grain: record
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: logs, filtered_errors, stored_ids
-- For each occurrence of the group $error_id in the window the record that tells it best.
with newest as (
    select
        occurred.ts,
        occurred.file_id,
        occurred.byte_offset,
        occurred.record_index
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
    where occurred.error_id = $error_id
        and occurred.stored_id in (from stored_ids($error_id))
    order by occurred.ts desc
    limit $limit
)

select
    logs.ts,
    logs.level,
    logs.service,
    logs.source,
    logs.message,
    logs.method,
    logs.path,
    logs.status,
    logs.duration_ms,
    logs.error_type,
    logs.user_id,
    logs.trace_id,
    logs.host,
    logs.attributes::varchar as attributes,
    logs.file_id,
    logs.line_number
from logs
join newest
    on newest.ts = logs.ts
    and newest.file_id = logs.file_id
    and newest.byte_offset = logs.byte_offset
    and newest.record_index = logs.record_index
where logs.ts >= $from_ts
    and logs.ts < $to_ts
order by logs.ts desc;
