-- title: Traces with the most records
-- grain: trace or request id
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: logs, counted_sources, wanted, correlation_id
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
    from logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where logs.ts >= $from_ts
        and logs.ts < $to_ts
        and (streams.is_counted or $sources is not null)
        and coalesce(logs.trace_id, logs.request_id) is not null
        and wanted($services, logs.service)
        and wanted($sources, logs.source)
        and wanted($levels, logs.level)
        and wanted($routes, logs.route)
        and wanted($hosts, logs.host)
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
