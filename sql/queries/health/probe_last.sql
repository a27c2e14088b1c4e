-- title: The last run of a probe
-- grain: one row
-- parameters: probe
-- needs: probe_results
select
    probe_results.ts,
    probe_results.status,
    probe_results.latency_ms,
    probe_results.reason,
    probe_results.details::varchar as details
from probe_results
where probe_results.probe = $probe
order by probe_results.ts desc
limit 1;
