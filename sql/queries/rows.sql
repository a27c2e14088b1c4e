-- title: The newest records
-- grain: record
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, subset, error_id, limit
-- needs: logs, counted_sources, wanted, is_request, meta_ms
-- $subset is records, requests, failed, slow or errors; $error_id narrows to one error group. An event that stands in several
-- files is shown once, unless a source is asked for.
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
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.ts >= $from_ts
    and logs.ts < $to_ts
    and case
        when $sources is not null or $subset = 'errors' then true
        when $subset = 'records' then streams.is_counted
        else streams.counts_requests
    end
    and wanted($services, logs.service)
    and wanted($sources, logs.source)
    and wanted($levels, logs.level)
    and wanted($routes, logs.route)
    and wanted($hosts, logs.host)
    and case $subset
        when 'requests' then is_request(logs.method, logs.path, logs.status)
        when 'failed' then logs.status >= 500
        when 'slow' then is_request(logs.method, logs.path, logs.status)
            and logs.duration_ms >= meta_ms('slow_request_ms')
        when 'errors' then logs.error_id is not null
        else true
    end
    and ($error_id is null or logs.error_id = $error_id)
order by logs.ts desc
limit $limit;
