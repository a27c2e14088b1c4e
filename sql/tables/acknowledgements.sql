-- title: Who has taken note of alerts
-- grain: acknowledgement
-- needs:
-- It is not told again that the alert still fires, until it gets worse or becomes another; the last one of a firing counts.
create table if not exists acknowledgements (
    alert_id varchar not null,
    fired_at timestamp not null,
    -- how it was then
    state varchar not null,
    severity varchar not null,
    author varchar not null,
    note varchar not null,
    acknowledged_at timestamp not null
);
