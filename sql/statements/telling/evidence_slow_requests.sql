-- title: The slowest requests of a window
-- grain: request
-- parameters: from_ts, to_ts, labels
-- needs: requests
-- Of the service, host and route that the alert's labels name.
select
    requests.ts,
    coalesce(requests.level, '') as level,
    coalesce(requests.service, '') as service,
    concat_ws(' ', requests.method, requests.path, requests.status, format('{:,.0f} ms', requests.duration_ms)) as message
from requests
where requests.ts >= $from_ts::timestamp
    and requests.ts < $to_ts::timestamp
    and requests.duration_ms is not null
    and (json_extract_string($labels, '$.service') is null or requests.service = json_extract_string($labels, '$.service'))
    and (json_extract_string($labels, '$.host') is null or requests.host = json_extract_string($labels, '$.host'))
    and (json_extract_string($labels, '$.route') is null or requests.route = json_extract_string($labels, '$.route'))
order by requests.duration_ms desc
limit 3;
