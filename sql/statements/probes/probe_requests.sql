-- title: How requests went since a moment
-- grain: one row
-- parameters: service, since
-- needs: requests
select
    count(*) as requests,
    count(*) filter (requests.status >= 500) as failed,
    avg(requests.duration_ms) as mean_ms,
    quantile_cont(requests.duration_ms, 0.95) as p95_ms
from requests
where requests.ts >= $since::timestamp
    and ($service is null or requests.service = $service);
