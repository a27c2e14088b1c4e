-- title: Partial aggregates of a window that pass the filters
-- grain: as rolled
-- parameters: fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: rolled, wanted
-- All of them, whatever totals count (see counted); a filter of routes or hosts overrules by_stream. Always sum n.
create or replace macro chosen(
    fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
) as table
select rolled.*
from rolled(fine, coarse, by_stream and routes is null and hosts is null, from_ts, to_ts) as rolled
where wanted(services, rolled.service)
    and wanted(sources, rolled.source)
    and wanted(levels, rolled.level)
    and wanted(routes, rolled.route)
    and wanted(hosts, rolled.host);
