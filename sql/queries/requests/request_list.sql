-- title: Slowest or newest requests
-- grain: request
-- parameters: begins, ends, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: logs_within, counted_sources, counts_once, passes_filter, is_of_endpoint, is_request, correlation_id
-- Of up to eight spans of time, from $begins to $ends. $subset is all, slow (at least $slow_ms) or failed (status 500 and
-- above); the newest ones first where $newest, else those that took longest. id is the trace's id, or the request's where
-- there is none.
select
    logs.ts,
    logs.service,
    logs.method,
    logs.path,
    logs.route,
    logs.status,
    logs.duration_ms,
    logs.user_id,
    logs.host,
    correlation_id(logs.trace_id, logs.request_id) as id,
    logs.trace_id,
    logs.request_id,
    logs.file_id,
    logs.line_number
from logs_within($begins::timestamp[], $ends::timestamp[]) as logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where ($subset <> 'slow' or logs.duration_ms >= $slow_ms)
    and ($subset <> 'failed' or logs.status >= 500)
    and (streams.counts_requests and counts_once(streams.is_counted, logs.is_copy) or $sources is not null)
    and is_request(logs.method, logs.path, logs.status)
    and is_of_endpoint($endpoint, logs.service, logs.method, logs.route)
    and passes_filter($services, logs.service)
    and passes_filter($sources, logs.source)
    and passes_filter($levels, logs.level)
    and passes_filter($routes, logs.route)
    and passes_filter($hosts, logs.host)
order by
    case when $newest then null else logs.duration_ms end desc nulls last,
    logs.ts desc,
    logs.file_id desc,
    logs.byte_offset desc,
    logs.record_index desc
limit $limit;
