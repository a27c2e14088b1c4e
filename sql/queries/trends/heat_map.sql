-- title: A metric by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: counted_rollup, ceil_hour, slow_bucket
-- In the viewer's time zone; weekday 1 is Monday. Counts are per hour that had records, so that a weekday that occurs twice in
-- the window does not look twice as busy.
with hours as (
    select
        passing.hour,
        timezone($timezone, timezone('UTC', passing.hour)) as local_hour
    from (
        select unnest(generate_series(date_trunc('hour', $from_ts), $to_ts, interval 1 hour)) as hour
    ) as passing
),

by_hour as (
    select
        counted.ts,
        coalesce(sum(counted.n) filter (counted.is_record), 0) as of_records,
        coalesce(sum(counted.n) filter (counted.is_request), 0) as of_requests,
        coalesce(sum(counted.n) filter (counted.is_request and counted.status_class >= 5), 0) as failed,
        coalesce(
            sum(counted.n) filter (
                counted.is_request
                and counted.duration_bucket >= slow_bucket()
            ),
            0
        ) as slow
    from counted_rollup(
        false, false, true, ceil_hour($from_ts), ceil_hour($to_ts), $services, $sources, $levels, $routes, $hosts
    ) as counted
    group by counted.ts
)

select
    isodow(hours.local_hour) as weekday,
    hour(hours.local_hour) as hour_of_day,
    count(*) as hours,
    sum(by_hour.of_records) / count(*) as records,
    sum(by_hour.of_requests) / count(*) as requests,
    sum(by_hour.failed) / nullif(sum(by_hour.of_requests), 0) as error_rate,
    sum(by_hour.slow) / nullif(sum(by_hour.of_requests), 0) as slow_share
from by_hour
join hours on hours.hour = by_hour.ts
group by weekday, hour_of_day
order by weekday, hour_of_day;
