-- title: Frozen evidence of incidents
-- grain: freezing of an incident
-- needs:
-- JSON in the form of dashboard/reports/schemas; retention does not touch it. The newest row of an incident counts.
create table if not exists incident_evidence (
    incident_id varchar not null,
    captured_at timestamp not null,
    version integer not null,
    from_ts timestamp not null,
    to_ts timestamp not null,
    content varchar not null using compression zstd
);
