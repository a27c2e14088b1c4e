-- title: Drop what others said of alerts long ago
-- grain: alert
-- parameters: before
-- needs: received_alerts
delete from received_alerts
where received_alerts.resolved_at < $before::timestamp;
