-- title: Error groups of a window against its baseline
-- grain: error group
-- parameters: from_ts, to_ts, before_from_ts, before_to_ts, services, sources, levels, routes, hosts, limit
-- needs: error_occurrences, passes_filter
-- Groups that occurred in the window, as people put them together or took them apart, each exception once whatever number of
-- files tell of it. `first_seen` is over everything that is stored; a group that was first seen in the window is new.
with chosen as (
    select *
    from error_occurrences
    where passes_filter($services, service)
        and ($sources is null or list_has_any(sources, $sources))
        and passes_filter($levels, level)
        and passes_filter($routes, route)
        and passes_filter($hosts, host)
        and (
            (ts >= $from_ts and ts < $to_ts)
            or (ts >= $before_from_ts and ts < $before_to_ts)
        )
),

grouped as (
    select
        error_id,
        count(*) as occurrences,
        count(distinct user_id) as users,
        min(ts) as first_at,
        max(ts) as last_at,
        list_sort(list(distinct service) filter (service is not null)) as services,
        list_sort(list(distinct concat_ws(' ', method, route)) filter (route is not null))[:5] as routes,
        list_sort(list(distinct host) filter (host is not null))[:8] as hosts,
        arg_min(error_type, {'ts': ts, 'file_id': file_id, 'byte_offset': byte_offset}) as error_type,
        arg_min(error_message, {'ts': ts, 'file_id': file_id, 'byte_offset': byte_offset}) as error_message
    from chosen
    where ts >= $from_ts
        and ts < $to_ts
    group by error_id
),

before as (
    select
        error_id,
        count(*) as occurrences
    from chosen
    where ts >= $before_from_ts
        and ts < $before_to_ts
    group by error_id
),

born as (
    select
        every.error_id,
        min(every.ts) as first_seen
    from error_occurrences as every
    semi join grouped on grouped.error_id = every.error_id
    group by every.error_id
)

select
    grouped.error_id,
    grouped.error_type,
    grouped.error_message,
    grouped.services,
    grouped.routes,
    grouped.hosts,
    grouped.occurrences,
    coalesce(before.occurrences, 0) as occurrences_before,
    grouped.users,
    grouped.first_at,
    grouped.last_at,
    born.first_seen,
    born.first_seen >= $from_ts as is_new
from grouped
join born on born.error_id = grouped.error_id
left join before on before.error_id = grouped.error_id
order by grouped.occurrences - coalesce(before.occurrences, 0) desc, is_new desc, grouped.error_id
limit $limit;
