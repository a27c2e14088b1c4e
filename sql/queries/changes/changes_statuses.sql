-- title: What changed, by HTTP status
-- grain: status
-- parameters: from_ts, to_ts, share, before_from_ts, before_to_ts, before_share, services, sources, levels, routes, hosts
-- needs: compared_logs, passes_filter, counted_sources, counts_once
-- Requests by their exact status, in samples of two windows ($share and $before_share of their records).
select
    logs.status,
    count(*) filter (not logs.is_after) as n_before,
    count(*) filter (logs.is_after) as n_after
from compared_logs($from_ts, $to_ts, $share, $before_from_ts, $before_to_ts, $before_share) as logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.status is not null
    and (streams.counts_requests and counts_once(streams.is_counted, logs.is_copy) or $sources is not null)
    and passes_filter($services, logs.service)
    and passes_filter($sources, logs.source)
    and passes_filter($levels, logs.level)
    and passes_filter($routes, logs.route)
    and passes_filter($hosts, logs.host)
group by logs.status
order by count(*) desc, logs.status;
