-- title: What people are told of alerts
-- grain: firing of an alert × channel
-- needs:
-- Written in the transaction of the alert's change. What is to be told has due_at; when it is there, a row of notifications is made of it,
-- and of what else is due in its group. Moments of the alert are event time, told_at and due_at are not.
create table if not exists told_alerts (
    alert_id varchar not null,
    fired_at timestamp not null,
    channel varchar not null,
    rule varchar not null,
    -- the rule's labels too
    labels map(varchar, varchar) not null,
    route varchar not null,
    group_key varchar not null,
    -- firing, no data, error (the rule failed) or resolved
    state varchar not null,
    severity varchar not null,
    value double,
    threshold double,
    peak double,
    since timestamp,
    -- when it last became another: fired, got worse, was resolved
    changed_at timestamp not null,
    resolved_at timestamp,
    reason varchar not null,
    -- firing, no_data, error or resolved; null where nothing was told
    told_event varchar,
    told_severity varchar,
    told_at timestamp,
    -- how often it was told
    times integer not null,
    -- null where there is nothing more to tell
    due_at timestamp,
    -- what keeps it from being told, or kept it
    held_by varchar,
    -- it changes too often: what follows is told together
    is_flapping boolean not null
);
