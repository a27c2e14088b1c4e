-- title: How long a probe took by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, timezone, probe
-- needs: probe_hours
-- In the viewer's time zone; weekday 1 is Monday. The mean of the runs that have a latency, and how many failed.
select
    isodow(timezone($timezone, timezone('UTC', probe_hours.hour))) as weekday,
    hour(timezone($timezone, timezone('UTC', probe_hours.hour))) as hour_of_day,
    sum(probe_hours.latency_sum_ms) / nullif(sum(probe_hours.n) filter (probe_hours.latency_bucket is not null), 0) as latency_ms,
    sum(probe_hours.n)::bigint as runs,
    coalesce(sum(probe_hours.n) filter (probe_hours.status = 'unhealthy'), 0)::bigint as unhealthy
from probe_hours
where probe_hours.probe = $probe
    and probe_hours.hour >= date_trunc('hour', $from_ts::timestamp)
    and probe_hours.hour < $to_ts::timestamp
group by weekday, hour_of_day
order by weekday, hour_of_day;
