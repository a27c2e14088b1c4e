-- title: Open error groups
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: error_occurrences, error_states, filtered_errors
-- Groups that occurred in the window and are open or came back after they were resolved.
with occurred as (
    select
        occurred.error_id,
        count(*) as occurrences
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
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
