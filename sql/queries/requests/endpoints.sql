-- title: Endpoints
-- grain: service × method × route
-- parameters: fine, from_ts, to_ts, before_from_ts, before_to_ts, seconds, services, sources, levels, routes, hosts, slow_ms, sort, limit
-- needs: counted_rollup, bucket_ms, setting_ms
-- What each endpoint was asked, how it answered, and how its p95 changed against the time from before_from_ts to
-- before_to_ts. rate is requests a second over $seconds; Apdex counts requests up to apdex_ms one, up to four times that one
-- half, slower or failed ones nothing; share_of_time is the endpoint's part of all time spent on requests. $sort is time,
-- p95, change, requests, errors, slow or apdex. Where it is p95 or change, endpoints with less than one in a thousand of
-- the requests come last, so that a route that was asked for once does not lead.
with periods as (
    select
        true as is_now,
        facts.*
    from counted_rollup(
        $fine, true, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    union all
    select
        false as is_now,
        facts.*
    from counted_rollup(
        $fine, true, false, $before_from_ts, $before_to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
),

cells as (
    select
        facts.is_now,
        facts.service,
        facts.method,
        facts.route,
        facts.duration_bucket,
        sum(facts.n) as n,
        coalesce(sum(facts.n) filter (facts.status_class >= 5), 0) as failed,
        sum(facts.duration_sum_ms) as total_ms
    from periods as facts
    where facts.is_request
    group by all
),

running as (
    select
        *,
        bucket_ms(duration_bucket) as ms,
        setting_ms('apdex_ms') as apdex_ms,
        case when duration_bucket is not null then n else 0 end as timed_n,
        sum(timed_n) over (endpoint order by duration_bucket nulls last) as below,
        sum(timed_n) over endpoint as timed
    from cells
    window endpoint as (partition by is_now, service, method, route)
),

summed as (
    select
        is_now,
        service,
        method,
        route,
        sum(n)::bigint as requests,
        sum(failed)::bigint as failed_requests,
        coalesce(sum(n) filter (ms >= $slow_ms), 0)::bigint as slow_requests,
        sum(total_ms) as total_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.50 * timed)) as p50_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * timed)) as p95_ms,
        bucket_ms(min(duration_bucket) filter (below >= 0.99 * timed)) as p99_ms,
        coalesce(sum(n - failed) filter (ms <= apdex_ms), 0)
            + coalesce(sum(n - failed) filter (ms > apdex_ms and ms <= 4 * apdex_ms), 0) / 2 as satisfied,
        any_value(timed) as timed
    from running
    group by all
),

compared as (
    select
        service,
        method,
        route,
        any_value(requests) filter (is_now) as requests,
        any_value(failed_requests) filter (is_now) as failed_requests,
        any_value(slow_requests) filter (is_now) as slow_requests,
        any_value(total_ms) filter (is_now) as total_ms,
        any_value(p50_ms) filter (is_now) as p50_ms,
        any_value(p95_ms) filter (is_now) as p95_ms,
        any_value(p99_ms) filter (is_now) as p99_ms,
        any_value(satisfied / nullif(timed, 0)) filter (is_now) as apdex,
        any_value(requests) filter (not is_now) as requests_before,
        any_value(p95_ms) filter (not is_now) as p95_before_ms
    from summed
    group by all
),

ranked as (
    select
        *,
        requests * 1000 < sum(requests) over everything
            or ($sort = 'change' and coalesce(requests_before, 0) * 1000 < sum(requests_before) over everything) as is_rare
    from compared
    window everything as (partition by 'all')
)

select
    service,
    method,
    route,
    requests,
    requests / $seconds as rate,
    failed_requests,
    failed_requests / requests as error_rate,
    p50_ms,
    p95_ms,
    p99_ms,
    p95_before_ms,
    p95_ms / nullif(p95_before_ms, 0) - 1 as p95_change,
    apdex,
    slow_requests,
    total_ms / nullif(sum(total_ms) over (partition by 'all'), 0) as share_of_time,
    requests_before
from ranked
where requests > 0
order by
    $sort in ('p95', 'change') and coalesce(is_rare, false),
    case $sort
        when 'p95' then p95_ms
        when 'change' then p95_ms / nullif(p95_before_ms, 0)
        when 'requests' then requests
        when 'errors' then failed_requests / requests
        when 'slow' then slow_requests
        when 'apdex' then -apdex
        else total_ms
    end desc nulls last,
    requests desc,
    service,
    method,
    route
limit $limit;
