-- title: Latency over time, split
-- grain: bucket × series
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: counted_rollup, bucket_at, bucket_ms, series_name
-- Percentiles of request durations from the duration buckets; series as in trend.
with cells as (
    select
        bucket_at(counted.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_name(
            $split, counted.source, counted.service, counted.level, counted.status_class, counted.route, counted.host
        ) as name,
        counted.duration_bucket,
        sum(counted.n)::bigint as n
    from counted_rollup(
        $fine, $coarse, $split not in ('route', 'host'), $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as counted
    where counted.is_request
        and counted.duration_bucket is not null
    group by all
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from cells
    group by name
),

durations as (
    select
        cells.bucket,
        ranked.rank::integer as rank,
        cells.duration_bucket,
        cells.n
    from cells
    join ranked on ranked.name = cells.name
    where ranked.rank <= $limit
    union all
    select
        cells.bucket,
        0 as rank,
        cells.duration_bucket,
        sum(cells.n)::bigint as n
    from cells
    join ranked on ranked.name = cells.name
    where ranked.rank > $limit
    group by all
),

running as (
    select
        bucket,
        rank,
        duration_bucket,
        n,
        sum(n) over (
            partition by bucket, rank order by duration_bucket rows unbounded preceding
        ) as below,
        sum(n) over (
            partition by bucket, rank order by duration_bucket
            rows between unbounded preceding and unbounded following
        ) as total
    from durations
),

latency as (
    select
        bucket,
        rank,
        sum(n)::bigint as requests,
        bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.99 * total)) as p99_ms
    from running
    group by all
)

select
    latency.bucket,
    latency.rank,
    coalesce(ranked.name, 'other') as series,
    latency.requests,
    latency.p50_ms,
    latency.p95_ms,
    latency.p99_ms
from latency
left join ranked on ranked.rank = latency.rank
order by latency.bucket, latency.rank;
