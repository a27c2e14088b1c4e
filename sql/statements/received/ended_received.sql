-- title: Alerts of others that were not sent again
-- grain: alert
-- parameters: now
-- needs: received_alerts
select
    to_json(received_alerts.labels) as labels,
    to_json(received_alerts.annotations) as annotations,
    received_alerts.* exclude (labels, annotations)
from received_alerts
where received_alerts.resolved_at is null
    and received_alerts.ends_at <= $now::timestamp
order by received_alerts.ends_at, received_alerts.alert_id;
