-- title: Each probe by day
-- grain: probe × day
-- parameters: now, days
-- needs: probe_hours
-- UTC days, the last one not over yet; a day without a run has no row.
select
    probe_hours.probe,
    date_trunc('day', probe_hours.hour)::timestamp as day,
    sum(probe_hours.n)::bigint as runs,
    coalesce(sum(probe_hours.n) filter (probe_hours.status = 'degraded'), 0)::bigint as degraded,
    coalesce(sum(probe_hours.n) filter (probe_hours.status = 'unhealthy'), 0)::bigint as unhealthy,
    coalesce(sum(probe_hours.n) filter (probe_hours.status = 'unknown'), 0)::bigint as unknown
from probe_hours
where probe_hours.hour >= date_trunc('day', $now::timestamp) - ($days::integer - 1) * interval 1 day
group by all
order by all;
