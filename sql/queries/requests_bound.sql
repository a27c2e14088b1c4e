-- title: Where the slowest or newest requests are
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: counted, of_endpoint, bucket_ms
-- From the rollups, so that a list of the newest or slowest few reads little of a long range: the hour from which on all
-- of the list is to be found (the subset is all, slow or failed; null where there can be no such request), and the
-- duration that its slowest $limit requests have at least (null where there are fewer, or the newest are asked for).
with cells as (
    select
        rolled.ts as hour,
        rolled.duration_bucket,
        -- a duration bucket tells a duration to 1 %
        $subset <> 'slow' or bucket_ms(rolled.duration_bucket) >= $slow_ms * 1.02 as is_sure,
        sum(rolled.n) as n
    from counted(
        false, not $newest, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
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
)

select
    coalesce(
        (select max(hour) from hours where found >= $limit and $newest),
        (select min(hour) from cells)
    ) as from_hour,
    (select bucket_ms(max(duration_bucket)) * 0.98 from durations where found >= $limit and not $newest) as least_ms;
