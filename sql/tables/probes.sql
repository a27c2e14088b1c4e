-- title: What is probed
-- grain: probe
-- needs:
-- The probes of the settings, written anew at each start. Results of probes that are no longer in the settings stay in
-- probe_results.
create table if not exists probes (
    probe varchar not null,
    kind varchar not null,
    target varchar not null,
    -- seconds between two runs
    every_seconds double not null,
    critical boolean not null,
    -- the service whose logs belong to it
    service varchar,
    -- from this latency on it is degraded, milliseconds
    latency_limit_ms double,
    -- its place in the settings, from 0
    place integer not null
);
