-- title: p95 of every endpoint over time
-- grain: service × method × route
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds
-- needs: counted_rollup, bucket_ms
-- One value a bucket of the window, from its first to its last; 0 where the endpoint was not asked.
with cells as (
    select
        facts.service,
        facts.method,
        facts.route,
        datediff('second', $from_ts, facts.ts) // $bucket_seconds as slot,
        facts.duration_bucket,
        sum(facts.n) as n
    from counted_rollup(
        $fine, $coarse, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    where facts.is_request
        and facts.duration_bucket is not null
    group by all
),

running as (
    select
        *,
        sum(n) over (endpoint order by duration_bucket) as below,
        sum(n) over endpoint as total
    from cells
    window endpoint as (partition by service, method, route, slot)
),

slots as (
    select
        service,
        method,
        route,
        slot,
        bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms
    from running
    group by all
),

by_endpoint as (
    select
        service,
        method,
        route,
        map(list(slot), list(p95_ms)) as by_slot
    from slots
    group by all
)

select
    service,
    method,
    route,
    list_transform(
        range(greatest(1, ceil(datediff('second', $from_ts, $to_ts) / $bucket_seconds))::bigint),
        lambda slot: coalesce(by_slot[slot], 0)
    ) as p95_trend
from by_endpoint
order by service, method, route;
