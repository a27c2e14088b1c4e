-- title: Requests of a range by minute
-- grain: minute × service × method × route
-- parameters: from_ts, to_ts
-- needs: requests
-- failed are those with status 500 and above, client_failed with 400 to 499. timed is how many have a duration; total_ms is its sum.
create or replace macro requests_of_minutes(from_ts, to_ts) as table
select
    time_bucket(interval 1 minute, requests.ts) as minute,
    requests.service,
    requests.method,
    requests.route,
    count(*) as requests,
    count(*) filter (where requests.status >= 500) as failed,
    count(*) filter (where requests.status between 400 and 499) as client_failed,
    count(requests.duration_ms) as timed,
    coalesce(sum(requests.duration_ms), 0) as total_ms
from requests
where requests.ts >= from_ts
    and requests.ts < to_ts
group by all;
