-- title: Changes of probes' status
-- grain: change
-- needs:
-- One row where a probe's status became another; the last one is its status now, since then. The first row of a probe comes
-- from `unknown`.
create table if not exists probe_changes (
    ts timestamp not null,
    probe varchar not null,
    kind varchar not null,
    target varchar not null,
    status_before varchar not null,
    status varchar not null,
    reason varchar not null
);
