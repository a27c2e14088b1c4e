-- title: Open error groups
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: errors, error_groups, wanted
-- Groups that occurred in the window and are open or came back after they were resolved.
with occurred as (
    select
        errors.error_id,
        count(*) as occurrences
    from errors
    where errors.ts >= $from_ts
        and errors.ts < $to_ts
        and wanted($services, errors.service)
        and ($sources is null or list_has_any(errors.sources, $sources))
        and wanted($levels, errors.level)
        and wanted($routes, errors.route)
        and wanted($hosts, errors.host)
    group by errors.error_id
)

select
    count(*) as error_groups,
    coalesce(sum(occurred.occurrences), 0)::bigint as occurrences,
    count(*) filter (groups.first_seen >= $from_ts) as new_groups
from occurred
join error_groups as groups on groups.error_id = occurred.error_id
where groups.status in ('open', 'regressed');
