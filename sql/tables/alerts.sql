-- title: Alerts that are pending or fire
-- grain: rule × labels
-- needs:
-- How each series of a rule stands that is not well, so that a new start goes on from it. Moments are event time. alert_id is the same for
-- the same rule and labels. A row without labels and state 'no data': the rule has no series at all.
create table if not exists alerts (
    alert_id varchar not null,
    rule varchar not null,
    labels map(varchar, varchar) not null,
    -- pending, firing, no data; inactive while it was resolved too short a time ago to fire again
    state varchar not null,
    severity varchar not null,
    value double,
    threshold double,
    -- the worst value since it fired
    peak double,
    -- when the condition began to hold, when it fired, held last, began to recover, and was resolved
    since timestamp,
    fired_at timestamp,
    last_met_at timestamp,
    recovers_since timestamp,
    resolved_at timestamp
);
