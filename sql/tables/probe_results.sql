-- title: What probes found
-- grain: one run of a probe
-- needs:
-- `status` is what this run found, `state` the probe's status after it, which follows only after several alike in a row.
-- `target` is shown to people and has no password. `details` is what the kind tells beside. Stays for some days
-- (probe_result_days); probe_hours stays longer.
create table if not exists probe_results (
    ts timestamp not null,
    probe varchar not null,
    kind varchar not null,
    target varchar not null,
    -- healthy, degraded, unhealthy or unknown
    status varchar not null,
    state varchar not null,
    -- milliseconds; null where how long it took says nothing about the target
    latency_ms double,
    reason varchar not null,
    details json
);
