-- title: Traces with the most records
-- grain: trace or request id
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: filtered_logs, real_id
-- Records count once, whichever files they stand in. Reads every record of the window: ask for hours, not for weeks.
-- Read twice: counting services of every trace costs more than finding the records of the few that are shown.
with records as not materialized (
    select
        logs.ts,
        logs.service,
        logs.level,
        logs.trace_id,
        logs.request_id
    from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
    where logs.is_record
),

counts as (
    select
        coalesce(trace_id, request_id) as id,
        trace_id is not null as is_trace,
        count(*) as records,
        max(ts) as last_ts
    from records
    where coalesce(trace_id, request_id) is not null
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
    where real_id(id) is not null
),

found as (
    select
        busiest.*,
        records.ts,
        records.service,
        records.level
    from busiest
    join records on records.trace_id = busiest.id
    where busiest.is_trace
    union all
    select
        busiest.*,
        records.ts,
        records.service,
        records.level
    from busiest
    join records on records.request_id = busiest.id
    where not busiest.is_trace
        and records.trace_id is null
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
