-- title: Status codes of requests
-- grain: status
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, endpoint
-- needs: counted, logs, wanted, of_endpoint, counted_sources, counts_once, is_request, status_name
-- Each code where records are asked, classes (2xx) where the hourly rollup is; the empty text stands for requests without
-- a status.
with cells as (
    select
        rolled.service,
        rolled.method,
        rolled.route,
        status_name(rolled.status_class) as status,
        rolled.n
    from counted(
        false, true, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as rolled
    where not $fine
        and rolled.is_request
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
        and wanted($services, logs.service)
        and wanted($sources, logs.source)
        and wanted($levels, logs.level)
        and wanted($routes, logs.route)
        and wanted($hosts, logs.host)
)

select
    status,
    sum(n)::bigint as requests,
    sum(n) / sum(sum(n)) over (partition by 'all') as share
from cells
where of_endpoint($endpoint, service, method, route)
group by status
order by requests desc, status;
