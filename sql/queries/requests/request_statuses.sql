-- title: Status codes of requests
-- grain: status
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, endpoint
-- needs: counted_rollup, logs, passes_filter, is_of_endpoint, counted_sources, counts_once, is_request, status_name
-- Each code where records are asked, classes (2xx) where the hourly rollup is; the empty text stands for requests without
-- a status.
with cells as (
    select
        totals.service,
        totals.method,
        totals.route,
        status_name(totals.status_class) as status,
        totals.n
    from counted_rollup(
        false, true, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as totals
    where not $fine
        and totals.is_request
    union all
    select
        logs.service,
        logs.method,
        logs.route,
        coalesce(logs.status::varchar, '') as status,
        1 as n
    from logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where $fine
        and logs.ts >= $from_ts
        and logs.ts < $to_ts
        and (streams.counts_requests and counts_once(streams.is_counted, logs.is_copy) or $sources is not null)
        and is_request(logs.method, logs.path, logs.status)
        and passes_filter($services, logs.service)
        and passes_filter($sources, logs.source)
        and passes_filter($levels, logs.level)
        and passes_filter($routes, logs.route)
        and passes_filter($hosts, logs.host)
)

select
    status,
    sum(n)::bigint as requests,
    sum(n) / sum(sum(n)) over (partition by 'all') as share
from cells
where is_of_endpoint($endpoint, service, method, route)
group by status
order by requests desc, status;
