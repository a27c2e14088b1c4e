-- title: The alerts that fire
-- grain: alert
-- parameters:
-- needs: alerts
select
    alerts.alert_id,
    alerts.rule,
    alerts.severity,
    to_json(alerts.labels) as labels
from alerts
where alerts.state in ('firing', 'no data');
