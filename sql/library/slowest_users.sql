-- title: Slowest users
-- grain: user
-- parameters: from, to
-- needs: requests
-- Whose requests take longest, of those with at least ten.
select
    user_id,
    count(*) as requests,
    round(quantile_cont(duration_ms, 0.5), 1) as p50_ms,
    round(quantile_cont(duration_ms, 0.95), 1) as p95_ms,
    round(sum(duration_ms) / 1000, 1) as total_seconds
from requests
where ts >= $from
    and ts < $to
    and user_id is not null
    and duration_ms is not null
group by user_id
having count(*) >= 10
order by p95_ms desc
limit 100;
