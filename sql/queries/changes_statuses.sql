-- title: What changed, by HTTP status
-- grain: status
-- parameters: from_ts, to_ts, before_from_ts, before_to_ts, services, sources, levels, routes, hosts
-- needs: logs, wanted, counted_sources
-- Requests of two windows side by side, by their exact status; from the records.
select
    logs.status,
    count(*) filter (logs.ts < $before_to_ts and logs.ts >= $before_from_ts) as n_before,
    count(*) filter (logs.ts < $to_ts and logs.ts >= $from_ts) as n_after
from logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where (logs.ts >= $from_ts and logs.ts < $to_ts or logs.ts >= $before_from_ts and logs.ts < $before_to_ts)
    and logs.status is not null
    and (streams.counts_requests or $sources is not null)
    and wanted($services, logs.service)
    and wanted($sources, logs.source)
    and wanted($levels, logs.level)
    and wanted($routes, logs.route)
    and wanted($hosts, logs.host)
group by logs.status
order by n_before + n_after desc, logs.status;
