-- title: Where the slowest or newest requests are
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, subset, slow_ms, newest, limit
-- needs: counted, of_endpoint, bucket_ms
-- From the hourly rollups: the hour from which on $limit requests of the subset (all, slow, failed) are to be found, and the
-- duration from which on so many are; so that a list of the newest or slowest few reads little of a long range. Null
-- where there are fewer.
with counted as (
    select
        rollup.ts as hour,
        rollup.duration_bucket,
        sum(rollup.n) as n
    from counted(
        false, false, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as rollup
    where rollup.is_request
        and of_endpoint($endpoint, rollup.service, rollup.method, rollup.route)
        and case $subset
            when 'slow' then bucket_ms(rollup.duration_bucket) >= $slow_ms * 1.02
            when 'failed' then rollup.status_class >= 5
            else true
        end
    group by all
),

hours as (
    select
        hour,
        sum(sum(n)) over (order by hour desc) as found
    from counted
    group by hour
),

durations as (
    select
        duration_bucket,
        sum(sum(n)) over (order by duration_bucket desc) as found
    from counted
    where duration_bucket is not null
    group by duration_bucket
)

select
    (select max(hour) from hours where found >= $limit and $newest) as from_hour,
    (select bucket_ms(max(duration_bucket)) * 0.98 from durations where found >= $limit and not $newest) as least_ms;
