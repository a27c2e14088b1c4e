-- title: Records of a window that pass the filters
-- grain: record
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: logs, counted_sources, counts_once, passes_filter
-- The columns of logs, and `place`, by which one of them is found again. is_record tells what totals of records count,
-- is_of_requests what totals of requests do where it is one: an event that is in several files counts once, unless a
-- source was asked for. DuckDB reads only the columns that are asked for.
create or replace macro filtered_logs(from_ts, to_ts, services, sources, levels, routes, hosts) as table
select
    logs.*,
    logs.rowid as place,
    counts_once(streams.is_counted, logs.is_copy) or sources is not null as is_record,
    streams.counts_requests and counts_once(streams.is_counted, logs.is_copy) or sources is not null as is_of_requests
from logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.ts >= from_ts
    and logs.ts < to_ts
    and passes_filter(services, logs.service)
    and passes_filter(sources, logs.source)
    and passes_filter(levels, logs.level)
    and passes_filter(routes, logs.route)
    and passes_filter(hosts, logs.host);
