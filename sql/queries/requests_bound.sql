-- title: Where the slowest or newest requests are
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: counted, of_endpoint, bucket_ms
-- From the rollups: the hour from which on $limit requests of the subset (all, slow, failed) are to be found, and the
-- duration from which on so many are; so that a list of the newest or slowest few reads little of a long range. Null
-- where there are fewer.
with cells as (
    select
        rolled.ts as hour,
        rolled.duration_bucket,
        sum(rolled.n) as n
    from counted(
        false, not $newest, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as rolled
    where rolled.is_request
        and of_endpoint($endpoint, rolled.service, rolled.method, rolled.route)
        and case $subset
            when 'slow' then bucket_ms(rolled.duration_bucket) >= $slow_ms * 1.02
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
    group by hour
),

durations as (
    select
        duration_bucket,
        sum(sum(n)) over (order by duration_bucket desc) as found
    from cells
    where duration_bucket is not null
    group by duration_bucket
)

select
    (select max(hour) from hours where found >= $limit and $newest) as from_hour,
    (select bucket_ms(max(duration_bucket)) * 0.98 from durations where found >= $limit and not $newest) as least_ms;
