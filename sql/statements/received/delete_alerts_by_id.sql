-- title: Take some alerts out
-- grain: alert
-- parameters: alert_ids
-- needs: alerts
delete from alerts
where alerts.alert_id in (select unnest($alert_ids::varchar[]));
