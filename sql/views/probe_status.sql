-- title: How each probe is now
-- grain: probe
-- needs: probes, probe_results, probe_changes
-- `since` is when the status became what it is, `last_ts` the last run with its latency and reason. These texts are read in a
-- second step, which needs only the end of the table.
create or replace view probe_status as
with
    last_runs as (
        select
            probe_results.probe,
            max(probe_results.ts) as ts
        from probe_results
        group by probe_results.probe
    ),
    last_results as (
        select
            probe_results.probe,
            probe_results.ts as last_ts,
            arg_max_null(probe_results.latency_ms, probe_results.reason) as latency_ms,
            max(probe_results.reason) as reason
        from probe_results
        inner join last_runs
            on probe_results.probe = last_runs.probe
            and probe_results.ts = last_runs.ts
        group by all
    ),
    last_changes as (
        select
            probe_changes.probe,
            max(probe_changes.ts) as since,
            arg_max(probe_changes.status, probe_changes.ts) as status
        from probe_changes
        group by probe_changes.probe
    )
select
    probes.probe,
    probes.kind,
    probes.target,
    coalesce(last_changes.status, 'unknown') as status,
    last_changes.since,
    last_results.last_ts,
    last_results.latency_ms,
    last_results.reason,
    probes.critical,
    probes.service,
    probes.place
from probes
left join last_results
    on probes.probe = last_results.probe
left join last_changes
    on probes.probe = last_changes.probe;
