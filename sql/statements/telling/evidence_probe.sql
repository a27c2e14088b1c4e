-- title: The last results of a probe
-- grain: run of a probe
-- parameters: from_ts, to_ts, labels
-- needs: probe_results
select
    probe_results.ts,
    probe_results.status::varchar as level,
    probe_results.probe as service,
    coalesce(nullif(probe_results.reason, ''), format('{:.0f} ms', probe_results.latency_ms), '') as message
from probe_results
where probe_results.ts >= $from_ts::timestamp
    and probe_results.ts < $to_ts::timestamp
    and probe_results.probe = json_extract_string($labels, '$.probe')
order by probe_results.ts desc
limit 3;
