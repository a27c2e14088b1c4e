-- title: Each probe now, and its uptime
-- grain: probe
-- parameters: now
-- needs: probe_status, probe_hours
-- Uptime is the share of runs that were not unhealthy, of those that could be had; by whole hours.
with counted as (
    select
        probe_hours.probe,
        probe_hours.hour,
        sum(probe_hours.n) filter (probe_hours.status in ('healthy', 'degraded')) as up,
        sum(probe_hours.n) filter (probe_hours.status <> 'unknown') as runs
    from probe_hours
    where probe_hours.hour >= $now::timestamp - interval 30 day
    group by all
),

uptimes as (
    select
        counted.probe,
        coalesce(sum(counted.up) filter (counted.hour > $now::timestamp - interval 24 hour), 0)
        / sum(counted.runs) filter (counted.hour > $now::timestamp - interval 24 hour) as uptime_day,
        coalesce(sum(counted.up) filter (counted.hour > $now::timestamp - interval 7 day), 0)
        / sum(counted.runs) filter (counted.hour > $now::timestamp - interval 7 day) as uptime_week,
        coalesce(sum(counted.up), 0) / sum(counted.runs) as uptime_month
    from counted
    group by counted.probe
)

select
    probe_status.probe,
    probe_status.kind,
    probe_status.target,
    probe_status.status,
    probe_status.since,
    probe_status.last_ts,
    probe_status.latency_ms,
    probe_status.reason,
    probe_status.critical,
    probe_status.service,
    uptimes.uptime_day,
    uptimes.uptime_week,
    uptimes.uptime_month
from probe_status
left join uptimes
    on probe_status.probe = uptimes.probe
order by probe_status.place;
