-- title: Traces that failed last
-- grain: trace or request id
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: errors, passes_filter, correlation_id
-- The newest exceptions that carry an id, one a trace (the first that happened in it), newest first.
with occurred as (
    select
        correlation_id(errors.trace_id, errors.request_id) as id,
        errors.ts,
        errors.service,
        errors.error_type,
        errors.error_message,
        errors.method,
        errors.route,
        errors.error_id
    from errors
    where errors.ts >= $from_ts
        and errors.ts < $to_ts
        and passes_filter($services, errors.service)
        and ($sources is null or list_has_any(errors.sources, $sources))
        and passes_filter($levels, errors.level)
        and passes_filter($routes, errors.route)
        and passes_filter($hosts, errors.host)
)

select
    id,
    min(ts) as ts,
    arg_min(service, ts) as service,
    arg_min(error_type, ts) as error_type,
    arg_min(error_message, ts) as error_message,
    arg_min(method, ts) as method,
    arg_min(route, ts) as route,
    count(*) as errors
from occurred
where id is not null
group by id
order by ts desc, id
limit $limit;
