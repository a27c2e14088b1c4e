-- title: Headline numbers over time
-- grain: bucket
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: counted, bucket_ms, meta_ms
-- The sparklines beside the headline numbers; a bucket without records has no row.
with chosen as (
    select
        time_bucket(to_seconds($bucket_seconds), counted.ts, $origin) as bucket,
        counted.*
    from counted($fine, $coarse, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as counted
),

durations as (
    select
        bucket,
        duration_bucket,
        sum(n) as n
    from chosen
    where is_request
        and duration_bucket is not null
    group by all
),

running as (
    select
        bucket,
        duration_bucket,
        sum(n) over (partition by bucket order by duration_bucket) as below,
        sum(n) over (partition by bucket) as total
    from durations
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
        coalesce(sum(n) filter (is_record), 0)::bigint as records,
        coalesce(sum(n) filter (is_request), 0)::bigint as requests,
        coalesce(sum(n) filter (is_request and status_class >= 5), 0)::bigint as failed_requests,
        coalesce(
            sum(n) filter (
                is_request
                and bucket_ms(duration_bucket) >= meta_ms('slow_request_ms')
            ),
            0
        )::bigint as slow_requests
    from chosen
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
