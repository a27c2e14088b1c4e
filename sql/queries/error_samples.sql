-- title: Newest occurrences of an error
-- grain: occurrence
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: error_occurrences, error_members, wanted
-- Of the group $error_id in the window; one exception that stands in several files is one occurrence.
with members as (
    select error_members.stored_id
    from error_members
    where error_members.error_id = $error_id
    union
    select $error_id
)

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
from error_occurrences as occurred
where occurred.error_id = $error_id
    and occurred.stored_id in (from members)
    and occurred.ts >= $from_ts
    and occurred.ts < $to_ts
    and wanted($services, occurred.service)
    and ($sources is null or list_has_any(occurred.sources, $sources))
    and wanted($levels, occurred.level)
    and wanted($routes, occurred.route)
    and wanted($hosts, occurred.host)
order by occurred.ts desc, occurred.occurrence_key, occurred.ordinal
limit $limit;
