-- title: Hourly stats
-- grain: hour × service
-- needs: hourly_rollup, counted_sources, counts_once, percentile_ms
-- Records, errors (records of level ERROR or CRITICAL), warnings, and the requests among them: how many, how many failed
-- (status 500 and above), their error rate (0 to 1, null without requests), average and percentiles in milliseconds
-- (within 1 % of the exact ones, by nearest rank). An event that was written to several files is counted once.
create or replace view hourly_stats as
with totals as (
    select
        rollup.*,
        streams.counts_requests and rollup.is_request as is_of_requests
    from hourly_rollup as rollup
    inner join counted_sources as streams
        on rollup.source = streams.source
        and rollup.service is not distinct from streams.service
    where counts_once(streams.is_counted, rollup.is_copy)
),

counted as (
    select
        totals.hour,
        totals.service,
        sum(totals.n) as records,
        sum(totals.n) filter (totals.level in ('ERROR', 'CRITICAL')) as errors,
        sum(totals.n) filter (totals.level = 'WARNING') as warnings,
        sum(totals.n) filter (totals.is_of_requests) as requests,
        sum(totals.n) filter (totals.is_of_requests and totals.status_class = 5) as failed_requests,
        sum(totals.duration_sum_ms) filter (totals.is_of_requests) as total_ms
    from totals
    group by all
    having sum(totals.n) > 0
),

bucketed as (
    select
        totals.hour,
        totals.service,
        totals.duration_bucket as bucket,
        sum(totals.n)::bigint as n
    from totals
    where totals.is_of_requests
        and totals.duration_bucket is not null
    group by all
    having sum(totals.n) > 0
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
    percentile_ms(timed.buckets, timed.n, 0.50) as p50_ms,
    percentile_ms(timed.buckets, timed.n, 0.95) as p95_ms,
    percentile_ms(timed.buckets, timed.n, 0.99) as p99_ms
from counted
left join timed
    on counted.hour = timed.hour
    and counted.service is not distinct from timed.service;
