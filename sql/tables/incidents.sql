-- title: Versions of incidents
-- grain: change of an incident
-- needs:
-- Appended with every change; the newest row of an incident counts (change counts its rows).
-- The window is [from_ts, to_ts); notes are Markdown.
create table if not exists incidents (
    incident_id varchar not null,
    change integer not null,
    changed_at timestamp not null,
    title varchar not null,
    -- SEV1 (worst) to SEV4
    severity varchar not null,
    -- open, mitigated, resolved
    status varchar not null,
    from_ts timestamp not null,
    to_ts timestamp not null,
    services varchar[] not null,
    author varchar not null,
    notes varchar not null,
    -- what people say happened, and when
    timeline struct("at" timestamp, "text" varchar)[] not null,
    is_deleted boolean not null
);
