-- title: Where the slowest or newest requests are
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: counted_rollup, ceil_hour, is_of_endpoint, bucket_ms
-- From the rollups, so that a list of the newest or slowest few reads little of a long range: when the requests that can
-- be in the list begin (hours, or six hours where the slowest are asked for; null where there can be no such request), and
-- the duration that the slowest $limit have at least (null where there are fewer, or the newest are asked for). The subset
-- is all, slow or failed.
with cells as (
    select
        totals.ts as hour,
        totals.duration_bucket,
        -- a duration bucket tells a duration to 1 %
        $subset <> 'slow' or bucket_ms(totals.duration_bucket) >= $slow_ms * 1.02 as is_sure,
        sum(totals.n) as n
    from counted_rollup(
        false,
        not $newest,
        $endpoint is null,
        ceil_hour($from_ts),
        ceil_hour($to_ts),
        $services,
        $sources,
        $levels,
        $routes,
        $hosts
    ) as totals
    where totals.is_request
        and is_of_endpoint($endpoint, totals.service, totals.method, totals.route)
        and case $subset
            when 'slow' then bucket_ms(totals.duration_bucket) >= $slow_ms * 0.98
            when 'failed' then totals.status_class >= 5
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
        (select max(duration_bucket) from durations where found >= $limit and not $newest) as min_bucket
)

select
    (
        select list(distinct cells.hour order by cells.hour)
        from cells
        where (bound.from_hour is null or cells.hour >= bound.from_hour)
            and (bound.min_bucket is null or cells.duration_bucket >= bound.min_bucket)
    ) as begins,
    bucket_ms(bound.min_bucket) * 0.98 as least_ms
from bound;
