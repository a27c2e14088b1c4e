-- title: Each time that an alert fired
-- grain: alert × time that it fired
-- needs: alert_events, alerts
-- From fired_at to resolved_at (null: it still fires), with its worst severity and value and why it ended.
create or replace view alert_episodes as
select
    alert_events.alert_id,
    alert_events.rule,
    alert_events.labels,
    alert_events.severity,
    alert_events.since,
    coalesce(alert_events.fired_at, alert_events.since, alert_events.ts) as fired_at,
    alert_events.ts as resolved_at,
    alert_events.peak,
    alert_events.threshold,
    alert_events.reason
from alert_events
where alert_events.state_before in ('firing', 'no data')
    and alert_events.state not in ('firing', 'no data')
union all by name
select
    alerts.alert_id,
    alerts.rule,
    alerts.labels,
    alerts.severity,
    alerts.since,
    coalesce(alerts.fired_at, alerts.since) as fired_at,
    null as resolved_at,
    alerts.peak,
    alerts.threshold,
    '' as reason
from alerts
where alerts.state in ('firing', 'no data');
