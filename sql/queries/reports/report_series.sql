-- title: Headline numbers and levels over time
-- grain: bucket
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, slower_ms
-- needs: counted_rollup, bucket_at, bucket_ms, slow_bucket
-- `slower` counts the requests that took longer than $slower_ms (none where that is null). A bucket without records has no row.
with counted as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        level,
        is_request,
        is_record,
        status_class,
        duration_bucket,
        sum(n) as n
    from counted_rollup($fine, false, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts)
    group by all
),

durations as (
    select
        bucket,
        duration_bucket,
        sum(n) as n
    from counted
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
        bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms
    from running
    group by bucket
)

select
    counted.bucket,
    coalesce(sum(n) filter (is_record), 0)::bigint as records,
    coalesce(sum(n) filter (is_record and level in ('ERROR', 'CRITICAL')), 0)::bigint as errors,
    coalesce(sum(n) filter (is_record and level = 'WARNING'), 0)::bigint as warnings,
    coalesce(sum(n) filter (is_request), 0)::bigint as requests,
    coalesce(sum(n) filter (is_request and status_class >= 5), 0)::bigint as failed_requests,
    coalesce(
        sum(n) filter (is_request and duration_bucket >= slow_bucket()), 0
    )::bigint as slow_requests,
    coalesce(sum(n) filter (is_request and bucket_ms(duration_bucket) > $slower_ms::double), 0)::bigint as slower,
    any_value(latency.p50_ms) as p50_ms,
    any_value(latency.p95_ms) as p95_ms
from counted
left join latency on latency.bucket = counted.bucket
group by counted.bucket
order by counted.bucket;
