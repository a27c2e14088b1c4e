-- title: The newest records
-- grain: record
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, subset, error_id, limit
-- needs: filtered_logs, is_request, setting_ms
-- $subset is records, requests, failed, slow or errors; $error_id narrows to one error group. An event that is in several
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
from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
where case $subset
        when 'errors' then true
        when 'records' then logs.is_record
        else logs.is_of_requests
    end
    and case $subset
        when 'requests' then is_request(logs.method, logs.path, logs.status)
        when 'failed' then logs.status >= 500
        when 'slow' then is_request(logs.method, logs.path, logs.status)
            and logs.duration_ms >= setting_ms('slow_request_ms')
        when 'errors' then logs.error_id is not null
        else true
    end
    and ($error_id is null or logs.error_id = $error_id)
order by logs.ts desc
limit $limit;
