-- title: What is told of alerts that are over, or of rules that are gone
-- grain: firing of an alert × channel
-- parameters:
-- needs: told_alerts, alerts, alert_events
-- So nothing is left open where its end came when nobody listened. ended_at and ended_because are those of the last change.
select
    to_json(told_alerts.labels) as labels,
    told_alerts.* exclude (labels),
    (
        select {'ts': max(alert_events.ts), 'reason': max_by(alert_events.reason, alert_events.ts)}
        from alert_events
        where alert_events.alert_id = told_alerts.alert_id
            and alert_events.fired_at = told_alerts.fired_at
            and alert_events.state not in ('firing', 'no data')
    ) as ended
from told_alerts
where told_alerts.state in ('firing', 'no data')
    and not exists (
        select 1
        from alerts
        where alerts.alert_id = told_alerts.alert_id
            and alerts.state in ('firing', 'no data')
            and alerts.fired_at = told_alerts.fired_at
    );
