-- title: Headline numbers
-- grain: window
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: counted_rollup, bucket_ms, slow_bucket
-- An event that is in several files counts once. A failed request has a status of 500 or more; a slow one took at least
-- slow_request_ms (to the precision of its duration bucket, 1 %). Percentiles come from the duration buckets.
with cells as (
    select
        duration_bucket,
        coalesce(sum(n) filter (is_record), 0) as records,
        coalesce(sum(n) filter (is_record and level in ('ERROR', 'CRITICAL')), 0) as errors,
        coalesce(sum(n) filter (is_request), 0)::bigint as requests,
        coalesce(sum(n) filter (is_request and status_class >= 5), 0) as failed_requests
    from counted_rollup($fine, true, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts)
    group by duration_bucket
),

running as (
    select
        duration_bucket,
        sum(requests) over (order by duration_bucket) as below,
        sum(requests) over (partition by 'all') as total
    from cells
    where duration_bucket is not null
        and requests > 0
),

totals as (
    select
        coalesce(sum(records), 0)::bigint as records,
        coalesce(sum(errors), 0)::bigint as errors,
        coalesce(sum(requests), 0)::bigint as requests,
        coalesce(sum(failed_requests), 0)::bigint as failed_requests,
        coalesce(
            sum(requests) filter (duration_bucket >= slow_bucket()),
            0
        )::bigint as slow_requests
    from cells
)

select
    records,
    errors,
    requests,
    failed_requests,
    slow_requests,
    failed_requests / nullif(requests, 0) as error_rate,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.50 * total) as p50_ms,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.95 * total) as p95_ms,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.99 * total) as p99_ms
from totals;
