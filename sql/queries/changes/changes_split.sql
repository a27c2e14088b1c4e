-- title: What changed, by endpoint, service, host, level or status class
-- grain: value of the split
-- parameters: fine, from_ts, to_ts, before_fine, before_from_ts, before_to_ts, services, sources, levels, routes, hosts, split, limit
-- needs: rollup_rows, passes_filter, counted_sources, counts_once, bucket_ms, status_name
-- Two windows side by side: [$from_ts, $to_ts) and the one before it. $split is endpoint, service, host, level or status; the
-- empty name stands for records without a value. limit_ms is the duration where the two windows differ most, as the difference
-- of the arcsines of the shares of slower requests (Cohen's h); slower_before and slower_after are how many took longer.
-- spark holds 24 values, 12 for each window: records or requests.
with both_windows as (
    select
        false as is_after,
        *,
        least(11, 12 * datediff('second', $before_from_ts, ts) // greatest(1, datediff('second', $before_from_ts, $before_to_ts))) as slot
    from rollup_rows($before_fine, false, false, $before_from_ts, $before_to_ts)
    union all
    select
        true as is_after,
        *,
        12 + least(11, 12 * datediff('second', $from_ts, ts) // greatest(1, datediff('second', $from_ts, $to_ts))) as slot
    from rollup_rows($fine, false, false, $from_ts, $to_ts)
),

counted as (
    select
        case when $split = 'endpoint' then facts.service end as service,
        case when $split = 'endpoint' then facts.method end as method,
        case when $split = 'endpoint' then facts.route end as route,
        case $split
            when 'service' then coalesce(facts.service, '')
            when 'host' then coalesce(facts.host, '')
            when 'level' then coalesce(facts.level, '')
            when 'status' then status_name(facts.status_class)
            else ''
        end as name,
        facts.is_after,
        facts.slot,
        not $split in ('endpoint', 'status') as is_record,
        facts.is_request and (streams.counts_requests or $sources is not null) as is_request,
        facts.level in ('ERROR', 'CRITICAL') as is_error,
        coalesce(facts.status_class >= 5, false) as is_failed,
        facts.duration_bucket,
        facts.n
    from both_windows as facts
    join counted_sources as streams
        on streams.source = facts.source
        and streams.service is not distinct from facts.service
    where (counts_once(streams.is_counted, facts.is_copy) or $sources is not null)
        and (facts.is_request or not $split in ('endpoint', 'status'))
        and passes_filter($services, facts.service)
        and passes_filter($sources, facts.source)
        and passes_filter($levels, facts.level)
        and passes_filter($routes, facts.route)
        and passes_filter($hosts, facts.host)
),

slotted as (
    select
        service,
        method,
        route,
        name,
        slot,
        case when is_request then duration_bucket end as duration_bucket,
        coalesce(sum(n) filter (is_record and not is_after), 0) as records_before,
        coalesce(sum(n) filter (is_record and is_after), 0) as records_after,
        coalesce(sum(n) filter (is_record and is_error and not is_after), 0) as errors_before,
        coalesce(sum(n) filter (is_record and is_error and is_after), 0) as errors_after,
        coalesce(sum(n) filter (is_request and not is_after), 0) as requests_before,
        coalesce(sum(n) filter (is_request and is_after), 0) as requests_after,
        coalesce(sum(n) filter (is_request and is_failed and not is_after), 0) as failed_before,
        coalesce(sum(n) filter (is_request and is_failed and is_after), 0) as failed_after
    from counted
    group by all
),

cells as (
    select
        service,
        method,
        route,
        name,
        duration_bucket,
        sum(records_before) as records_before,
        sum(records_after) as records_after,
        sum(errors_before) as errors_before,
        sum(errors_after) as errors_after,
        sum(requests_before) as requests_before,
        sum(requests_after) as requests_after,
        sum(failed_before) as failed_before,
        sum(failed_after) as failed_after
    from slotted
    group by all
),

running as (
    select
        *,
        coalesce(sum(requests_before) filter (duration_bucket is not null) over upwards, 0) as below_before,
        coalesce(sum(requests_after) filter (duration_bucket is not null) over upwards, 0) as below_after,
        coalesce(sum(requests_before) filter (duration_bucket is not null) over everything, 0) as timed_before,
        coalesce(sum(requests_after) filter (duration_bucket is not null) over everything, 0) as timed_after
    from cells
    window
        everything as (partition by service, method, route, name),
        upwards as (partition by service, method, route, name order by duration_bucket nulls last)
),

slots as (
    select
        service,
        method,
        route,
        name,
        slot,
        sum(
            case
                when $split in ('endpoint', 'status') then requests_before + requests_after
                else records_before + records_after
            end
        )::bigint as n
    from slotted
    group by all
),

sparks as (
    select
        service,
        method,
        route,
        name,
        map(list(slot), list(n)) as by_slot
    from slots
    group by all
),

totals as (
    select
        service,
        method,
        route,
        name,
        sum(records_before)::bigint as records_before,
        sum(records_after)::bigint as records_after,
        sum(errors_before)::bigint as errors_before,
        sum(errors_after)::bigint as errors_after,
        sum(requests_before)::bigint as requests_before,
        sum(requests_after)::bigint as requests_after,
        sum(failed_before)::bigint as failed_before,
        sum(failed_after)::bigint as failed_after,
        any_value(timed_before)::bigint as timed_before,
        any_value(timed_after)::bigint as timed_after,
        bucket_ms(min(duration_bucket) filter (below_before >= 0.50 * timed_before and timed_before > 0)) as p50_before_ms,
        bucket_ms(min(duration_bucket) filter (below_after >= 0.50 * timed_after and timed_after > 0)) as p50_after_ms,
        bucket_ms(min(duration_bucket) filter (below_before >= 0.95 * timed_before and timed_before > 0)) as p95_before_ms,
        bucket_ms(min(duration_bucket) filter (below_after >= 0.95 * timed_after and timed_after > 0)) as p95_after_ms,
        arg_max(
            {
                'limit_ms': bucket_ms(duration_bucket),
                'slower_before': (timed_before - below_before)::bigint,
                'slower_after': (timed_after - below_after)::bigint
            },
            abs(asin(sqrt(1 - below_after / timed_after)) - asin(sqrt(1 - below_before / timed_before)))
        ) filter (duration_bucket is not null and timed_before > 0 and timed_after > 0) as apart
    from running
    group by all
)

select
    totals.* exclude (apart),
    totals.apart.limit_ms as limit_ms,
    totals.apart.slower_before as slower_before,
    totals.apart.slower_after as slower_after,
    list_transform(range(24), lambda slot: coalesce(sparks.by_slot[slot], 0)::bigint) as spark
from totals
join sparks
    on sparks.name = totals.name
    and sparks.service is not distinct from totals.service
    and sparks.method is not distinct from totals.method
    and sparks.route is not distinct from totals.route
order by totals.records_before + totals.records_after + totals.requests_before + totals.requests_after desc, totals.service, totals.method, totals.route, totals.name
limit $limit;
