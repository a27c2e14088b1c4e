-- title: Count what probes found by hour
-- grain: hour × probe × status × latency bucket
-- needs: probe_hours, duration_bucket
-- From the registered table `new_results`.
insert into probe_hours by name
select
    date_trunc('hour', new_results.ts) as hour,
    new_results.probe,
    new_results.status,
    duration_bucket(new_results.latency_ms) as latency_bucket,
    count(*) as n,
    sum(new_results.latency_ms) as latency_sum_ms,
    true as is_partial
from new_results
group by all;
