-- title: Alerts that fire or are pending
-- grain: alert
-- parameters:
-- needs: alerts, received_alerts
-- What fires first, the worst of it, and of that the oldest. labels is a JSON object. said, source_url and runbook_url are
-- those of alerts that others sent.
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
    alerts.recovers_since,
    concat_ws(' · ', received_alerts.annotations['summary'], received_alerts.annotations['description']) as said,
    received_alerts.generator_url as source_url,
    coalesce(received_alerts.annotations['runbook_url'], received_alerts.annotations['runbook']) as runbook_url
from alerts
left join received_alerts
    on received_alerts.alert_id = alerts.alert_id
where alerts.state in ('firing', 'no data', 'pending')
order by
    alerts.state = 'pending',
    list_position(['critical', 'error', 'warning', 'info'], alerts.severity),
    coalesce(alerts.fired_at, alerts.since),
    alerts.rule,
    alerts.alert_id;
