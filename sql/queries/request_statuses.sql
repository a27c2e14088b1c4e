-- title: Status codes of requests
-- grain: status
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, endpoint
-- needs: rolled, logs, wanted, of_endpoint, counted_sources, is_request
-- Each code where records are asked, classes (2xx) where the hourly rollup is; the empty text stands for requests without
-- a status.
with counted as (
    select
        facts.*,
        coalesce(facts.status_class || 'xx', '') as status
    from rolled(false, true, $endpoint is null and $routes is null and $hosts is null, $from_ts, $to_ts) as facts
    where not $fine
    union all by name
    select
        logs.source,
        logs.service,
        logs.level,
        logs.method,
        logs.route,
        logs.host,
        is_request(logs.method, logs.path, logs.status) as is_request,
        coalesce(logs.status::varchar, '') as status,
        1 as n
    from logs
    where $fine
        and logs.ts >= $from_ts
        and logs.ts < $to_ts
)

select
    facts.status,
    sum(facts.n)::bigint as requests,
    sum(facts.n) / sum(sum(facts.n)) over () as share
from counted as facts
join counted_sources as streams
    on streams.source = facts.source
    and streams.service is not distinct from facts.service
where (streams.counts_requests or $sources is not null)
    and wanted($services, facts.service)
    and wanted($sources, facts.source)
    and wanted($levels, facts.level)
    and wanted($routes, facts.route)
    and wanted($hosts, facts.host)
    and facts.is_request
    and of_endpoint($endpoint, facts.service, facts.method, facts.route)
group by facts.status
order by requests desc, facts.status;
