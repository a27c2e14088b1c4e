-- title: Slow requests by hour
-- grain: hour × route
-- parameters: from, to
-- needs: slow_requests
-- When it is slow, and where.
select
    date_trunc('hour', ts) as hour,
    route,
    count(*) as slow_requests,
    round(max(duration_ms)) as longest_ms
from slow_requests
where ts >= $from
    and ts < $to
group by all
order by hour, slow_requests desc;
