-- title: Newest occurrences of an error
-- grain: occurrence
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: filtered_errors, stored_ids
-- Of the group $error_id in the window; one exception that is in several files is one occurrence.
select
    occurred.ts,
    occurred.error_message as message,
    occurred.service,
    occurred.host,
    occurred.version,
    occurred.method,
    coalesce(occurred.path, occurred.route) as path,
    occurred.status,
    occurred.user_id,
    occurred.trace_id,
    occurred.request_id,
    occurred.level,
    array_to_string(occurred.sources, ', ') as sources
from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
where occurred.error_id = $error_id
    and occurred.stored_id in (from stored_ids($error_id))
order by occurred.ts desc, occurred.occurrence_key, occurred.ordinal
limit $limit;
