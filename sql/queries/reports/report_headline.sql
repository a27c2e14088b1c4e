-- title: Headline numbers of a window with any edges
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: counted_rollup, bucket_ms, setting_ms, slow_bucket
-- As headline, for windows that do not begin and end with an hour. A failed request has a status of 500 or more; a slow one
-- took at least slow_request_ms (to the precision of its duration bucket, 1 %).
with cells as (
    select
        level,
        is_request,
        is_record,
        status_class,
        duration_bucket,
        sum(n) as n
    from counted_rollup(false, false, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts)
    group by all
),

durations as (
    select
        duration_bucket,
        sum(n) as n
    from cells
    where is_request
        and duration_bucket is not null
    group by duration_bucket
),

running as (
    select
        duration_bucket,
        sum(n) over (order by duration_bucket) as below,
        sum(n) over (partition by 'all') as total
    from durations
),

totals as (
    select
        coalesce(sum(n) filter (is_record), 0)::bigint as records,
        coalesce(sum(n) filter (is_record and level in ('ERROR', 'CRITICAL')), 0)::bigint as errors,
        coalesce(sum(n) filter (is_request), 0)::bigint as requests,
        coalesce(sum(n) filter (is_request and status_class >= 5), 0)::bigint as failed_requests,
        coalesce(
            sum(n) filter (is_request and duration_bucket >= slow_bucket()), 0
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
    slow_requests / nullif(requests, 0) as slow_share,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.50 * total) as p50_ms,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.95 * total) as p95_ms,
    (select bucket_ms(min(duration_bucket)) from running where below >= 0.99 * total) as p99_ms,
    setting_ms('slow_request_ms') as slow_request_ms
from totals;
