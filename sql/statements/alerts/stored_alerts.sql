-- title: The alerts that were pending or firing
-- grain: alert
-- parameters:
-- needs: alerts, received_alerts
-- Those of rules: not those that others sent.
select
    alerts.rule,
    to_json(alerts.labels) as labels,
    alerts.* exclude (rule, labels, alert_id)
from alerts
where alerts.alert_id not in (select received_alerts.alert_id from received_alerts)
order by alerts.rule, alerts.alert_id;
