-- title: Traces with the most records
-- grain: trace or request id
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: filtered_logs, correlation_id
-- Records count once, whichever files they stand in. Reads every record of the window: ask for hours, not for weeks.
with busiest as (
    select
        logs.trace_id,
        case when logs.trace_id is null then logs.request_id end as request_id,
        count(*) as records,
        min(logs.ts) as first_ts,
        max(logs.ts) as last_ts,
        count(distinct logs.service) as services,
        count(*) filter (logs.level in ('ERROR', 'CRITICAL')) as errors
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where logs.is_record
        and coalesce(logs.trace_id, logs.request_id) is not null
    group by all
    order by records desc, last_ts desc
    limit $limit + 10
)

select
    correlation_id(trace_id, request_id) as id,
    records,
    services,
    errors,
    first_ts as ts,
    datediff('millisecond', first_ts, last_ts)::double as duration_ms
from busiest
where id is not null
order by records desc, ts desc, id
limit $limit;
