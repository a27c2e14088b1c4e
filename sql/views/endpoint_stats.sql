-- title: Endpoints
-- grain: service × method × route
-- needs: hourly_rollup, counted_sources, counts_once, percentile_ms, bucket_ms, setting_ms
-- Requests, failures (status 500 and above), error rate, average and percentiles in milliseconds, the endpoint's time
-- and its share (0 to 1) of the time of all, requests slower than slow_request_ms, and Apdex: requests up to apdex_ms
-- count one, up to four times that one half, slower or failed ones nothing (of those that have a duration). Slow and
-- Apdex are judged by the duration's bucket, so a request within 1 % of the threshold may be counted on the other side.
create or replace view endpoint_stats as
with counted as (
    select
        rollup.service,
        rollup.method,
        rollup.route,
        rollup.duration_bucket as bucket,
        sum(rollup.n)::bigint as n,
        coalesce(sum(rollup.n) filter (rollup.status_class = 5), 0)::bigint as failed,
        sum(rollup.duration_sum_ms) as total_ms
    from hourly_rollup as rollup
    inner join counted_sources as streams
        on rollup.source = streams.source
        and rollup.service is not distinct from streams.service
    where streams.counts_requests
        and counts_once(streams.is_counted, rollup.is_copy)
        and rollup.is_request
    group by all
    having sum(rollup.n) > 0
),

judged as (
    select
        counted.*,
        counted.n - counted.failed as answered,
        bucket_ms(counted.bucket) as ms,
        setting_ms('slow_request_ms') as slow_ms,
        setting_ms('apdex_ms') as apdex_ms
    from counted
),

summed as (
    select
        judged.service,
        judged.method,
        judged.route,
        sum(judged.n)::bigint as requests,
        sum(judged.failed)::bigint as failed_requests,
        sum(judged.total_ms) as total_ms,
        (sum(judged.n) filter (judged.bucket is not null))::bigint as timed,
        coalesce(sum(judged.n) filter (judged.ms >= judged.slow_ms), 0)::bigint as slow_requests,
        coalesce(sum(judged.answered) filter (judged.ms <= judged.apdex_ms), 0) as satisfied,
        coalesce(
            sum(judged.answered) filter (judged.ms > judged.apdex_ms and judged.ms <= 4 * judged.apdex_ms), 0
        ) as tolerating,
        list_sort(
            list({'bucket': judged.bucket, 'n': judged.n}) filter (judged.bucket is not null)
        ) as buckets
    from judged
    group by all
)

select
    summed.service,
    summed.method,
    summed.route,
    summed.requests,
    summed.failed_requests,
    summed.failed_requests / summed.requests as error_rate,
    summed.total_ms / summed.timed as avg_ms,
    percentile_ms(summed.buckets, summed.timed, 0.50) as p50_ms,
    percentile_ms(summed.buckets, summed.timed, 0.95) as p95_ms,
    percentile_ms(summed.buckets, summed.timed, 0.99) as p99_ms,
    summed.total_ms,
    summed.total_ms / nullif(sum(summed.total_ms) over (partition by 'all'), 0) as share_of_time,
    summed.slow_requests,
    (summed.satisfied + summed.tolerating / 2) / summed.timed as apdex
from summed;
