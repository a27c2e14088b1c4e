-- title: Slowest requests of a window
-- grain: request
-- parameters: from_ts, to_ts, services, sources, routes, hosts, limit
-- needs: logs, counted_sources, is_request, wanted
-- Each request once, from the sources that count requests; the longest first.
with longest as (
    select
        logs.file_id,
        logs.byte_offset,
        logs.record_index,
        logs.ts,
        logs.duration_ms
    from logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where logs.ts >= $from_ts
        and logs.ts < $to_ts
        and logs.duration_ms is not null
        and (streams.counts_requests or $sources is not null)
        and is_request(logs.method, logs.path, logs.status)
        and wanted($services, logs.service)
        and wanted($sources, logs.source)
        and wanted($routes, logs.route)
        and wanted($hosts, logs.host)
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
    on logs.file_id = longest.file_id
    and logs.byte_offset = longest.byte_offset
    and logs.record_index = longest.record_index
where logs.ts >= $from_ts
    and logs.ts < $to_ts
order by logs.duration_ms desc, logs.ts, logs.file_id, logs.byte_offset, logs.record_index;
