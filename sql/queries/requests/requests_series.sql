-- title: Requests over time
-- grain: bucket
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, endpoint, slow_ms
-- needs: counted_rollup, bucket_at, is_of_endpoint, bucket_ms, setting_ms
-- All requests, or those of one endpoint: what requests_headline says, a bucket at a time, and how many had which class of
-- status; a bucket without requests has no row.
with cells as (
    select
        bucket_at(facts.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        facts.duration_bucket,
        facts.status_class,
        sum(facts.n) as n
    from counted_rollup(
        $fine, $coarse, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
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
        coalesce(status_class >= 5, false) as is_failed,
        sum(timed_n) over (of_bucket order by duration_bucket nulls last) as below,
        sum(timed_n) over of_bucket as timed
    from cells
    window of_bucket as (partition by bucket)
)

select
    bucket,
    sum(n)::bigint as requests,
    coalesce(sum(n) filter (is_failed), 0)::bigint as failed_requests,
    coalesce(sum(n) filter (ms >= $slow_ms), 0)::bigint as slow_requests,
    failed_requests / requests as error_rate,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * timed)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * timed)) as p95_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.99 * timed)) as p99_ms,
    (
        coalesce(sum(n) filter (not is_failed and ms <= apdex_ms), 0)
        + coalesce(sum(n) filter (not is_failed and ms > apdex_ms and ms <= 4 * apdex_ms), 0) / 2
    ) / nullif(any_value(timed), 0) as apdex,
    coalesce(sum(n) filter (status_class = 2), 0)::bigint as status_2xx,
    coalesce(sum(n) filter (status_class = 3), 0)::bigint as status_3xx,
    coalesce(sum(n) filter (status_class = 4), 0)::bigint as status_4xx,
    coalesce(sum(n) filter (status_class = 5), 0)::bigint as status_5xx,
    coalesce(sum(n) filter (status_class is null or status_class < 2), 0)::bigint as status_other
from running
group by bucket
order by bucket;
