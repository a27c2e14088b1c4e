-- title: Alerts that fire or are pending
-- grain: alert
-- parameters:
-- needs: alerts
-- What fires first, the worst of it, and of that the oldest. labels is a JSON object.
select
    alerts.alert_id,
    alerts.rule,
    to_json(alerts.labels)::varchar as labels,
    alerts.state,
    alerts.severity,
    alerts.value,
    alerts.threshold,
    alerts.peak,
    alerts.since,
    alerts.fired_at,
    alerts.recovers_since
from alerts
where alerts.state in ('firing', 'no data', 'pending')
order by
    alerts.state = 'pending',
    list_position(['critical', 'error', 'warning', 'info'], alerts.severity),
    coalesce(alerts.fired_at, alerts.since),
    alerts.rule,
    alerts.alert_id;
