-- title: Errors of a window that pass the filters
-- grain: occurrence
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: error_occurrences, passes_filter
-- The columns of error_occurrences. An occurrence passes a filter of sources where any of the files that it is in does.
create or replace macro filtered_errors(from_ts, to_ts, services, sources, levels, routes, hosts) as table
select told.*
from error_occurrences as told
where told.ts >= from_ts
    and told.ts < to_ts
    and passes_filter(services, told.service)
    and (sources is null or list_has_any(told.sources, sources))
    and passes_filter(levels, told.level)
    and passes_filter(routes, told.route)
    and passes_filter(hosts, told.host);
