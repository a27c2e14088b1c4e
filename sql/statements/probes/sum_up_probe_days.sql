-- title: Sum up the days of probes that are over
-- grain: day × probe × status
-- parameters: before
-- needs: probe_day_totals, probe_hours
-- Those after the last one that is there, up to `before`.
insert into probe_day_totals by name
select
    date_trunc('day', probe_hours.hour)::timestamp as day,
    probe_hours.probe,
    probe_hours.status,
    sum(probe_hours.n)::bigint as n,
    coalesce(sum(probe_hours.n) filter (probe_hours.latency_bucket is not null), 0)::bigint as timed,
    sum(probe_hours.latency_sum_ms) as latency_sum_ms
from probe_hours
where probe_hours.hour >= coalesce(
        (select max(probe_day_totals.day) + interval 1 day from probe_day_totals),
        '-infinity'::timestamp
    )
    and probe_hours.hour < date_trunc('day', $before::timestamp)
group by all;
