-- title: The last runs of each probe
-- grain: run of a probe
-- parameters: most
-- needs: probe_results
-- At most `most` of each, the oldest first.
select
    probe_results.probe,
    probe_results.ts,
    probe_results.status
from probe_results
qualify row_number() over (partition by probe_results.probe order by probe_results.ts desc) <= $most
order by
    probe_results.probe,
    probe_results.ts;
