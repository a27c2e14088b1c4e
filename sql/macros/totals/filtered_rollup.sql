-- title: Rollup rows of a window that pass the filters
-- grain: as rollup_rows
-- parameters: fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: rollup_rows, passes_filter
-- All of them, whatever totals count (see counted_rollup); a filter of routes or hosts overrules by_stream. Always sum n.
create or replace macro filtered_rollup(
    fine, coarse, by_stream, from_ts, to_ts, services, sources, levels, routes, hosts
) as table
select totals.*
from rollup_rows(fine, coarse, by_stream and routes is null and hosts is null, from_ts, to_ts) as totals
where passes_filter(services, totals.service)
    and passes_filter(sources, totals.source)
    and passes_filter(levels, totals.level)
    and passes_filter(routes, totals.route)
    and passes_filter(hosts, totals.host);
