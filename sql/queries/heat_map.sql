-- title: A metric by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: counted, hour_after, bucket_ms, meta_ms
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

chosen as (
    select
        isodow(hours.local_hour) as weekday,
        hour(hours.local_hour) as hour_of_day,
        counted.*
    from counted(
        false, false, true, hour_after($from_ts), hour_after($to_ts), $services, $sources, $levels, $routes, $hosts
    ) as counted
    join hours on hours.hour = counted.ts
)

select
    weekday,
    hour_of_day,
    count(distinct ts) as hours,
    coalesce(sum(n) filter (is_record), 0) / hours as records,
    coalesce(sum(n) filter (is_request), 0) / hours as requests,
    coalesce(sum(n) filter (is_request and status_class >= 5), 0)
        / nullif(sum(n) filter (is_request), 0) as error_rate,
    coalesce(
        sum(n) filter (
            is_request
            and bucket_ms(duration_bucket) >= meta_ms('slow_request_ms')
        ),
        0
    ) / nullif(sum(n) filter (is_request), 0) as slow_share
from chosen
group by weekday, hour_of_day
order by weekday, hour_of_day;
