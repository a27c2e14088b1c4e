-- title: Each probe by day
-- grain: probe × day
-- parameters: now, days
-- needs: probe_hours, probe_day_totals
-- UTC days, the last one not over yet; a day without a run has no row. Days that are over are summed up already.
with summed_up as (
    select coalesce(max(probe_day_totals.day) + interval 1 day, '-infinity'::timestamp) as until
    from probe_day_totals
),

runs as (
    select
        probe_day_totals.probe,
        probe_day_totals.day,
        probe_day_totals.status,
        probe_day_totals.n
    from probe_day_totals
    union all
    select
        probe_hours.probe,
        date_trunc('day', probe_hours.hour)::timestamp as day,
        probe_hours.status,
        probe_hours.n
    from probe_hours
    where probe_hours.hour >= (select summed_up.until from summed_up)
        and probe_hours.hour >= date_trunc('day', $now::timestamp) - ($days::integer - 1) * interval 1 day
)

select
    runs.probe,
    runs.day,
    sum(runs.n)::bigint as runs,
    coalesce(sum(runs.n) filter (runs.status = 'degraded'), 0)::bigint as degraded,
    coalesce(sum(runs.n) filter (runs.status = 'unhealthy'), 0)::bigint as unhealthy,
    coalesce(sum(runs.n) filter (runs.status = 'unknown'), 0)::bigint as unknown
from runs
where runs.day >= date_trunc('day', $now::timestamp) - ($days::integer - 1) * interval 1 day
group by all
order by all;
