-- title: Merge hours of probes
-- grain: hour × probe × status × latency bucket
-- needs: probe_hours, probe_hours_due
-- Makes the temporary table of its name.
create or replace temp table merge_probe_hours as
select
    probe_hours.hour,
    probe_hours.probe,
    probe_hours.status,
    probe_hours.latency_bucket,
    sum(probe_hours.n)::bigint as n,
    sum(probe_hours.latency_sum_ms) as latency_sum_ms,
    false as is_partial
from probe_hours
where probe_hours.hour in (select probe_hours_due.hour from probe_hours_due)
group by all;
