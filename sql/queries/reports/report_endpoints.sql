-- title: Endpoints of a window
-- grain: service × method × route
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: counted_rollup, bucket_ms, slow_bucket
-- Every endpoint by its requests, with failures, slow requests and percentiles (within 1 %).
with by_bucket as (
    select
        service,
        method,
        route,
        duration_bucket,
        sum(n) as n,
        coalesce(sum(n) filter (status_class >= 5), 0) as failed
    from counted_rollup(false, false, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts)
    where is_request
    group by all
),

running as (
    select
        *,
        sum(n) filter (duration_bucket is not null) over (
            partition by service, method, route
            order by duration_bucket nulls last
        ) as below,
        sum(n) filter (duration_bucket is not null) over (partition by service, method, route) as timed
    from by_bucket
)

select
    service,
    method,
    route,
    sum(n)::bigint as requests,
    sum(failed)::bigint as failed_requests,
    coalesce(sum(n) filter (duration_bucket >= slow_bucket()), 0)::bigint as slow_requests,
    failed_requests / requests as error_rate,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * timed)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * timed)) as p95_ms
from running
group by all
order by requests desc, service nulls last, method nulls last, route nulls last
limit $limit;
