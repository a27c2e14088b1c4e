-- title: Requests per user
-- grain: user
-- parameters: from, to
-- needs: requests
-- Who uses it most, and how it went for them; requests without a user are left out.
select
    user_id,
    count(*) as requests,
    count(*) filter (status >= 500) as failed,
    round(quantile_cont(duration_ms, 0.95), 1) as p95_ms,
    count(distinct route) as routes,
    min(ts) as first_ts,
    max(ts) as last_ts
from requests
where ts >= $from
    and ts < $to
    and user_id is not null
group by user_id
order by requests desc
limit 100;
