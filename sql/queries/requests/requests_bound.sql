-- title: Where the slowest or newest requests are
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: counted, hour_after, of_endpoint, bucket_ms
-- From the rollups, so that a list of the newest or slowest few reads little of a long range: when the requests that can
-- be in the list begin (hours, or six hours where the slowest are asked for; null where there can be no such request), and
-- the duration that the slowest $limit have at least (null where there are fewer, or the newest are asked for). The subset
-- is all, slow or failed.
with cells as (
    select
        rolled.ts as hour,
        rolled.duration_bucket,
        -- a duration bucket tells a duration to 1 %
        $subset <> 'slow' or bucket_ms(rolled.duration_bucket) >= $slow_ms * 1.02 as is_sure,
        sum(rolled.n) as n
    from counted(
        false,
        not $newest,
        $endpoint is null,
        hour_after($from_ts),
        hour_after($to_ts),
        $services,
        $sources,
        $levels,
        $routes,
        $hosts
    ) as rolled
    where rolled.is_request
        and of_endpoint($endpoint, rolled.service, rolled.method, rolled.route)
        and case $subset
            when 'slow' then bucket_ms(rolled.duration_bucket) >= $slow_ms * 0.98
            when 'failed' then rolled.status_class >= 5
            else true
        end
    group by all
),

hours as (
    select
        hour,
        sum(sum(n)) over (order by hour desc) as found
    from cells
    where is_sure
    group by hour
),

durations as (
    select
        duration_bucket,
        sum(sum(n)) over (order by duration_bucket desc) as found
    from cells
    where is_sure
        and duration_bucket is not null
    group by duration_bucket
),

bound as (
    select
        (select max(hour) from hours where found >= $limit and $newest) as from_hour,
        (select max(duration_bucket) from durations where found >= $limit and not $newest) as least_bucket
)

select
    (
        select list(distinct cells.hour order by cells.hour)
        from cells
        where (bound.from_hour is null or cells.hour >= bound.from_hour)
            and (bound.least_bucket is null or cells.duration_bucket >= bound.least_bucket)
    ) as begins,
    bucket_ms(bound.least_bucket) * 0.98 as least_ms
from bound;
