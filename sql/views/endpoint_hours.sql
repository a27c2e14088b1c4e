-- title: Endpoints by hour
-- grain: hour × service × method × route
-- needs: hourly_rollup, counted_sources, counts_once, percentile_ms
-- Requests, how many of them have a duration, and their 95th percentile in milliseconds (within 1 % of the exact one, by nearest rank).
create or replace view endpoint_hours as
with bucketed as (
    select
        rollup.hour,
        rollup.service,
        rollup.method,
        rollup.route,
        rollup.duration_bucket as bucket,
        sum(rollup.n)::bigint as n
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

summed as (
    select
        bucketed.hour,
        bucketed.service,
        bucketed.method,
        bucketed.route,
        sum(bucketed.n)::bigint as requests,
        (sum(bucketed.n) filter (bucketed.bucket is not null))::bigint as timed,
        list_sort(
            list({'bucket': bucketed.bucket, 'n': bucketed.n}) filter (bucketed.bucket is not null)
        ) as buckets
    from bucketed
    group by all
)

select
    summed.hour,
    summed.service,
    summed.method,
    summed.route,
    summed.requests,
    coalesce(summed.timed, 0) as timed,
    percentile_ms(summed.buckets, summed.timed, 0.95) as p95_ms
from summed;
