-- title: What is known of some alerts that others sent
-- grain: alert
-- parameters: alert_ids
-- needs: received_alerts
select
    to_json(received_alerts.labels) as labels,
    to_json(received_alerts.annotations) as annotations,
    received_alerts.* exclude (labels, annotations)
from received_alerts
where received_alerts.alert_id in (select unnest($alert_ids::varchar[]));
