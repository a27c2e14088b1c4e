-- title: Alerts that others sent
-- grain: alert
-- needs:
-- What a Prometheus, or another program, said last of each of its alerts. Those that fire have a row in alerts too. A row stays for as long
-- as its history does.
create table if not exists received_alerts (
    alert_id varchar not null,
    -- its alertname
    rule varchar not null,
    -- all of its labels but alertname
    labels map(varchar, varchar) not null,
    annotations map(varchar, varchar) not null,
    generator_url varchar not null,
    severity varchar not null,
    -- when its condition began to hold, as its sender says, and when Longtail calls it firing since
    starts_at timestamp not null,
    fired_at timestamp not null,
    -- when it is over, if it is not sent again
    ends_at timestamp not null,
    updated_at timestamp not null,
    -- null while it fires
    resolved_at timestamp
);
