-- title: Latency by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: counted, bucket_ms
-- In the viewer's time zone; weekday 1 is Monday.
with chosen as (
    select
        timezone($timezone, timezone('UTC', counted.ts)) as local_ts,
        counted.*
    from counted($fine, false, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as counted
    where counted.is_request
        and counted.duration_bucket is not null
),

durations as (
    select
        isodow(local_ts) as weekday,
        hour(local_ts) as hour_of_day,
        duration_bucket,
        sum(n) as n
    from chosen
    group by all
),

running as (
    select
        weekday,
        hour_of_day,
        duration_bucket,
        sum(n) over (partition by weekday, hour_of_day order by duration_bucket) as below,
        sum(n) over (partition by weekday, hour_of_day) as total
    from durations
)

select
    weekday,
    hour_of_day,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.99 * total)) as p99_ms
from running
group by all
order by weekday, hour_of_day;
