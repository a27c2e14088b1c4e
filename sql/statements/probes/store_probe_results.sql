-- title: Store what probes found
-- grain: run of a probe
-- needs: probe_results
-- From the registered table `new_results`.
insert into probe_results by name
select
    new_results.ts,
    new_results.probe,
    new_results.kind,
    new_results.target,
    new_results.status,
    new_results.state,
    new_results.latency_ms,
    new_results.reason,
    new_results.details::json as details
from new_results;
