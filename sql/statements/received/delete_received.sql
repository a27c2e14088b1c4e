-- title: Delete what others said of alerts, to store it anew
-- grain: alert
-- parameters:
-- needs: received_alerts
-- The rows of the registered table `new_received`.
delete from received_alerts
using new_received as new
where received_alerts.alert_id = new.alert_id;
