-- title: Open error groups
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: error_occurrences, error_states, wanted
-- Groups that occurred in the window and are open or came back after they were resolved.
with occurred as (
    select
        occurred.error_id,
        count(*) as occurrences
    from error_occurrences as occurred
    where occurred.ts >= $from_ts
        and occurred.ts < $to_ts
        and wanted($services, occurred.service)
        and ($sources is null or list_has_any(occurred.sources, $sources))
        and wanted($levels, occurred.level)
        and wanted($routes, occurred.route)
        and wanted($hosts, occurred.host)
    group by occurred.error_id
),

earlier as (
    select distinct error_id
    from error_occurrences
    where ts < $from_ts
)

select
    count(*) as error_groups,
    coalesce(sum(occurred.occurrences), 0)::bigint as occurrences,
    count(*) filter (occurred.error_id not in (from earlier)) as new_groups
from occurred
left join error_states as states on states.error_id = occurred.error_id
where coalesce(states.status, 'open') in ('open', 'regressed');
