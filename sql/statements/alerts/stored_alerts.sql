-- title: The alerts that were pending or firing
-- grain: alert
-- parameters:
-- needs: alerts
select
    alerts.rule,
    to_json(alerts.labels) as labels,
    alerts.* exclude (rule, labels, alert_id)
from alerts
order by alerts.rule, alerts.alert_id;
