-- title: Error groups in numbers
-- grain: window
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts
-- needs: error_occurrences, error_states, filtered_errors
-- Of the groups that occurred in the window: how many are open (regressed ones too), new in it, came back after they were
-- resolved, resolved, ignored; and how often all of them occurred.
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
),

judged as (
    select
        occurred.occurrences,
        coalesce(states.status, 'open') as status,
        occurred.error_id not in (from earlier) as is_new
    from occurred
    left join error_states as states on states.error_id = occurred.error_id
)

select
    count(*) filter (status in ('open', 'regressed')) as open_groups,
    count(*) filter (is_new) as new_groups,
    count(*) filter (status = 'regressed') as regressed_groups,
    count(*) filter (status = 'resolved') as resolved_groups,
    count(*) filter (status = 'ignored') as ignored_groups,
    count(*) as groups,
    coalesce(sum(occurrences), 0)::bigint as occurrences
from judged;
