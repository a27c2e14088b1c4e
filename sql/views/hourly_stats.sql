-- title: Hourly stats
-- grain: hour × service
-- needs: hourly_rollup, counted_sources, histogram_ms
-- Records, errors (records of level ERROR or CRITICAL), warnings, and the requests among them: how many, how many failed
-- (status 500 and above), their error rate (0 to 1, null without requests), average and percentiles in milliseconds
-- (within 1 % of the exact ones, by nearest rank). An event that was written to several files is counted once.
create or replace view hourly_stats as
with counted as (
    select
        rollup.hour,
        rollup.service,
        sum(rollup.n) filter (streams.is_counted) as records,
        sum(rollup.n) filter (streams.is_counted and rollup.level in ('ERROR', 'CRITICAL')) as errors,
        sum(rollup.n) filter (streams.is_counted and rollup.level = 'WARNING') as warnings,
        sum(rollup.n) filter (streams.counts_requests and rollup.is_request) as requests,
        sum(rollup.n) filter (
            streams.counts_requests and rollup.is_request and rollup.status_class = 5
        ) as failed_requests,
        sum(rollup.duration_sum_ms) filter (streams.counts_requests and rollup.is_request) as total_ms
    from hourly_rollup as rollup
    inner join counted_sources as streams
        on rollup.source = streams.source
        and rollup.service is not distinct from streams.service
    where streams.is_counted or streams.counts_requests
    group by all
),

bucketed as (
    select
        rollup.hour,
        rollup.service,
        rollup.duration_bucket as bucket,
        sum(rollup.n)::bigint as n
    from hourly_rollup as rollup
    inner join counted_sources as streams
        on rollup.source = streams.source
        and rollup.service is not distinct from streams.service
    where streams.counts_requests
        and rollup.is_request
        and rollup.duration_bucket is not null
    group by all
),

timed as (
    select
        bucketed.hour,
        bucketed.service,
        sum(bucketed.n)::bigint as n,
        list_sort(list({'bucket': bucketed.bucket, 'n': bucketed.n})) as buckets
    from bucketed
    group by all
)

select
    counted.hour,
    counted.service,
    coalesce(counted.records, 0)::bigint as records,
    coalesce(counted.errors, 0)::bigint as errors,
    coalesce(counted.warnings, 0)::bigint as warnings,
    coalesce(counted.requests, 0)::bigint as requests,
    coalesce(counted.failed_requests, 0)::bigint as failed_requests,
    coalesce(counted.failed_requests, 0) / nullif(counted.requests, 0) as error_rate,
    counted.total_ms / timed.n as avg_ms,
    histogram_ms(timed.buckets, timed.n, 0.50) as p50_ms,
    histogram_ms(timed.buckets, timed.n, 0.95) as p95_ms,
    histogram_ms(timed.buckets, timed.n, 0.99) as p99_ms
from counted
left join timed
    on counted.hour = timed.hour
    and counted.service is not distinct from timed.service;
