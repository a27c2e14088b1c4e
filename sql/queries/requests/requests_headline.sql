-- title: Requests in numbers
-- grain: window
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, slow_ms
-- needs: counted_rollup, is_of_endpoint, bucket_ms, setting_ms
-- All requests, or those of one endpoint. Slow ones took at least $slow_ms, Apdex is as in endpoint_stats; both are judged by
-- the duration's bucket, to 1 %.
with cells as (
    select
        facts.duration_bucket,
        sum(facts.n) as n,
        coalesce(sum(facts.n) filter (facts.status_class >= 5), 0) as failed,
        sum(facts.duration_sum_ms) as total_ms
    from counted_rollup(
        $fine, true, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    where facts.is_request
        and is_of_endpoint($endpoint, facts.service, facts.method, facts.route)
    group by all
),

running as (
    select
        *,
        bucket_ms(duration_bucket) as ms,
        setting_ms('apdex_ms') as apdex_ms,
        case when duration_bucket is not null then n else 0 end as timed_n,
        sum(timed_n) over (order by duration_bucket nulls last) as below,
        sum(timed_n) over (partition by 'all') as timed
    from cells
)

select
    coalesce(sum(n), 0)::bigint as requests,
    coalesce(sum(failed), 0)::bigint as failed_requests,
    coalesce(sum(n) filter (ms >= $slow_ms), 0)::bigint as slow_requests,
    failed_requests / nullif(requests, 0) as error_rate,
    slow_requests / nullif(any_value(timed), 0) as slow_share,
    sum(total_ms) / nullif(any_value(timed), 0) as avg_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * timed)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * timed)) as p95_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.99 * timed)) as p99_ms,
    (
        coalesce(sum(n - failed) filter (ms <= apdex_ms), 0)
        + coalesce(sum(n - failed) filter (ms > apdex_ms and ms <= 4 * apdex_ms), 0) / 2
    ) / nullif(any_value(timed), 0) as apdex
from running;
