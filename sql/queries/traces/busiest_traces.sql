-- title: Traces with the most records
-- grain: trace or request id
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: filtered_logs, valid_id
-- Records count once, whichever files they are in. Reads every record of the window: ask for hours, not for weeks.
-- Read again for the few that are shown: counting services of every trace costs more. Traces apart from bare request ids: what
-- is joined by a column itself, DuckDB looks for while it reads.
with counts as (
    select
        coalesce(logs.trace_id, logs.request_id) as id,
        logs.trace_id is not null as is_trace,
        count(*) as records,
        max(logs.ts) as last_ts
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where logs.is_record
        and coalesce(logs.trace_id, logs.request_id) is not null
    group by all
    order by records desc, last_ts desc
    limit $limit + 10
),

busiest as materialized (
    select
        id,
        is_trace,
        records
    from counts
    where valid_id(id) is not null
),

found as (
    select
        busiest.*,
        logs.ts,
        logs.service,
        logs.level
    from busiest
    join filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
        on logs.trace_id = busiest.id
    where busiest.is_trace
        and logs.is_record
    union all
    select
        busiest.*,
        logs.ts,
        logs.service,
        logs.level
    from busiest
    join filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
        on logs.request_id = busiest.id
    where not busiest.is_trace
        and logs.trace_id is null
        and logs.is_record
)

select
    id,
    records,
    count(distinct service) as services,
    count(*) filter (level in ('ERROR', 'CRITICAL')) as errors,
    min(ts) as ts,
    datediff('millisecond', min(ts), max(ts))::double as duration_ms
from found
group by id, is_trace, records
order by records desc, ts desc, id
limit $limit;
