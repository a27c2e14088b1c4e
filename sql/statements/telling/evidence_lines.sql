-- title: The newest warnings and errors of a window
-- grain: record
-- parameters: from_ts, to_ts, labels
-- needs: logs
-- Of the service, host and route that the alert's labels name; errors first.
select
    logs.ts,
    coalesce(logs.level, '') as level,
    coalesce(logs.service, '') as service,
    coalesce(logs.message, logs.error_message, '') as message
from logs
where logs.ts >= $from_ts::timestamp
    and logs.ts < $to_ts::timestamp
    and logs.level in ('WARNING', 'ERROR', 'CRITICAL')
    and not coalesce(logs.is_copy, false)
    and (json_extract_string($labels, '$.service') is null or logs.service = json_extract_string($labels, '$.service'))
    and (json_extract_string($labels, '$.host') is null or logs.host = json_extract_string($labels, '$.host'))
    and (json_extract_string($labels, '$.route') is null or logs.route = json_extract_string($labels, '$.route'))
    and (json_extract_string($labels, '$.error_id') is null or logs.error_id = json_extract_string($labels, '$.error_id'))
order by logs.level = 'WARNING', logs.ts desc
limit 3;
