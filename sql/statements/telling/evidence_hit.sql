-- title: Users and requests that are hit in a window
-- grain: one row
-- parameters: from_ts, to_ts, labels
-- needs: requests
-- Requests that failed, of the service, host and route that the alert's labels name, and who made them.
select
    count(distinct requests.user_id) as users,
    count(*) as requests
from requests
where requests.ts >= $from_ts::timestamp
    and requests.ts < $to_ts::timestamp
    and requests.status >= 500
    and (json_extract_string($labels, '$.service') is null or requests.service = json_extract_string($labels, '$.service'))
    and (json_extract_string($labels, '$.host') is null or requests.host = json_extract_string($labels, '$.host'))
    and (json_extract_string($labels, '$.route') is null or requests.route = json_extract_string($labels, '$.route'));
