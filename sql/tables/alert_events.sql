-- title: What became of alerts
-- grain: change of an alert's state
-- needs:
-- Written in one transaction with what people are told because of it. ts is event time: when it became so; recorded_at is when Longtail
-- found it. A firing alert that gets worse is a change from firing to firing with another severity.
create table if not exists alert_events (
    ts timestamp not null,
    recorded_at timestamp not null,
    alert_id varchar not null,
    rule varchar not null,
    labels map(varchar, varchar) not null,
    state_before varchar not null,
    state varchar not null,
    severity varchar not null,
    value double,
    threshold double,
    peak double,
    since timestamp,
    fired_at timestamp,
    reason varchar not null
);
