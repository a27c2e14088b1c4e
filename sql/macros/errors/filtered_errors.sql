-- title: Errors of a window that pass the filters
-- grain: occurrence
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: error_occurrences, wanted
-- The columns of error_occurrences. An occurrence passes a filter of sources where any of the files that it stands in does.
create or replace macro filtered_errors(from_ts, to_ts, services, sources, levels, routes, hosts) as table
select told.*
from error_occurrences as told
where told.ts >= from_ts
    and told.ts < to_ts
    and wanted(services, told.service)
    and (sources is null or list_has_any(told.sources, sources))
    and wanted(levels, told.level)
    and wanted(routes, told.route)
    and wanted(hosts, told.host);
