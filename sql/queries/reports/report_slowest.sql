-- title: Slowest requests of a window
-- grain: request
-- parameters: from_ts, to_ts, services, sources, routes, hosts, least_ms, limit
-- needs: logs, filtered_logs, is_request
-- Each request once, from the sources that count requests; the longest first. None is below $least_ms, which whoever knows a
-- percentile gives, so that few have to be sorted.
with longest as (
    select
        logs.file_id,
        logs.byte_offset,
        logs.record_index,
        logs.ts,
        logs.duration_ms
    from filtered_logs($from_ts, $to_ts, $services, $sources, null, $routes, $hosts) as logs
    where logs.is_of_requests
        and logs.duration_ms >= $least_ms
        and is_request(logs.method, logs.path, logs.status)
    order by logs.duration_ms desc, logs.ts, logs.file_id, logs.byte_offset, logs.record_index
    limit $limit
)

select
    logs.ts,
    logs.duration_ms,
    logs.service,
    logs.host,
    logs.method,
    logs.path,
    logs.route,
    logs.status,
    logs.trace_id,
    logs.request_id,
    logs.user_id,
    logs.client_ip
from longest
join logs
    on logs.ts = longest.ts
    and logs.file_id = longest.file_id
    and logs.byte_offset = longest.byte_offset
    and logs.record_index = longest.record_index
where logs.ts >= $from_ts
    and logs.ts < $to_ts
order by logs.duration_ms desc, logs.ts, logs.file_id, logs.byte_offset, logs.record_index;
