-- title: Slow requests of a range
-- grain: request
-- parameters: from_ts, to_ts, service, by_time, row_limit
-- needs: slow_requests
-- Longest first, or newest first where by_time is true; a parameter that is null does not bound.
select
    ts,
    service,
    source,
    method,
    path,
    route,
    status,
    duration_ms,
    trace_id,
    request_id,
    user_id,
    message,
    file_id,
    line_number,
    byte_offset
from slow_requests
where ($from_ts::timestamp is null or ts >= $from_ts::timestamp)
    and ($to_ts::timestamp is null or ts < $to_ts::timestamp)
    and ($service::varchar is null or service = $service::varchar)
order by case when $by_time::boolean then null else duration_ms end desc nulls last, ts desc
limit $row_limit;
