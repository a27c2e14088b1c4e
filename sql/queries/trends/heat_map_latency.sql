-- title: Latency by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: counted_rollup, ceil_hour, bucket_ms
-- In the viewer's time zone; weekday 1 is Monday.
with hours as (
    select
        passing.hour,
        timezone($timezone, timezone('UTC', passing.hour)) as local_hour
    from (
        select unnest(generate_series(date_trunc('hour', $from_ts), $to_ts, interval 1 hour)) as hour
    ) as passing
),

durations as (
    select
        isodow(hours.local_hour) as weekday,
        hour(hours.local_hour) as hour_of_day,
        counted.duration_bucket,
        sum(counted.n)::bigint as n
    from counted_rollup(
        false, false, true, ceil_hour($from_ts), ceil_hour($to_ts), $services, $sources, $levels, $routes, $hosts
    ) as counted
    join hours on hours.hour = counted.ts
    where counted.is_request
        and counted.duration_bucket is not null
    group by all
),

running as (
    select
        weekday,
        hour_of_day,
        duration_bucket,
        sum(n) over (partition by weekday, hour_of_day order by duration_bucket rows unbounded preceding) as below,
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
