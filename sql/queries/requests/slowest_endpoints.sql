-- title: Slowest endpoints
-- grain: service × method × route
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: counted_rollup, bucket_ms, slow_bucket
-- By p95, among the endpoints with at least one request in a thousand of the window, so that a route that was asked for once
-- does not lead. share_of_time is the endpoint's part of all time spent on requests.
with cells as (
    select
        counted.service,
        counted.method,
        counted.route,
        counted.duration_bucket,
        sum(counted.n)::bigint as n,
        coalesce(sum(counted.n) filter (counted.status_class >= 5), 0) as failed,
        sum(counted.duration_sum_ms) as total_ms
    from counted_rollup($fine, true, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as counted
    where counted.is_request
    group by all
),

totals as (
    select
        service,
        method,
        route,
        sum(n)::bigint as requests,
        sum(failed)::bigint as failed_requests,
        coalesce(
            sum(n) filter (duration_bucket >= slow_bucket()),
            0
        )::bigint as slow_requests,
        sum(total_ms) as total_ms
    from cells
    group by all
),

running as (
    select
        service,
        method,
        route,
        duration_bucket,
        sum(n) over (partition by service, method, route order by duration_bucket rows unbounded preceding) as below,
        sum(n) over (partition by service, method, route) as total
    from cells
    where duration_bucket is not null
),

latency as (
    select
        service,
        method,
        route,
        bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.99 * total)) as p99_ms
    from running
    group by all
)

select
    totals.service,
    totals.method,
    totals.route,
    totals.requests,
    totals.failed_requests,
    totals.failed_requests / totals.requests as error_rate,
    latency.p50_ms,
    latency.p95_ms,
    latency.p99_ms,
    totals.slow_requests,
    totals.total_ms / nullif((select sum(total_ms) from totals), 0) as share_of_time
from totals
join latency
    on latency.service is not distinct from totals.service
    and latency.method is not distinct from totals.method
    and latency.route is not distinct from totals.route
where totals.requests * 1000 >= (select sum(requests) from totals)
order by latency.p95_ms desc, totals.requests desc, totals.route
limit $limit;
