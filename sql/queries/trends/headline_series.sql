-- title: Headline numbers over time
-- grain: bucket
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: counted_rollup, bucket_at, bucket_ms, slow_bucket
-- The sparklines beside the headline numbers; a bucket without records has no row.
with cells as (
    select
        bucket_at(counted.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        counted.duration_bucket,
        coalesce(sum(counted.n) filter (counted.is_record), 0) as records,
        coalesce(sum(counted.n) filter (counted.is_request), 0)::bigint as requests,
        coalesce(sum(counted.n) filter (counted.is_request and counted.status_class >= 5), 0) as failed_requests
    from counted_rollup($fine, $coarse, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as counted
    group by all
),

running as (
    select
        bucket,
        duration_bucket,
        sum(requests) over (partition by bucket order by duration_bucket rows unbounded preceding) as below,
        sum(requests) over (partition by bucket) as total
    from cells
    where duration_bucket is not null
        and requests > 0
),

latency as (
    select
        bucket,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms
    from running
    group by bucket
),

totals as (
    select
        bucket,
        sum(records)::bigint as records,
        sum(requests)::bigint as requests,
        sum(failed_requests)::bigint as failed_requests,
        coalesce(
            sum(requests) filter (duration_bucket >= slow_bucket()),
            0
        )::bigint as slow_requests
    from cells
    group by bucket
)

select
    totals.bucket,
    totals.records,
    totals.requests,
    totals.failed_requests,
    totals.slow_requests,
    totals.failed_requests / nullif(totals.requests, 0) as error_rate,
    latency.p95_ms
from totals
left join latency on latency.bucket = totals.bucket
order by totals.bucket;
