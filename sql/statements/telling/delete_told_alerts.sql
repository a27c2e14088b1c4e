-- title: Delete what people are told of alerts, to store it anew
-- grain: firing of an alert × channel
-- parameters:
-- needs: told_alerts
-- The rows of the registered table `new_told_alerts`.
delete from told_alerts
using new_told_alerts as new
where told_alerts.alert_id = new.alert_id
    and told_alerts.fired_at = new.fired_at
    and told_alerts.channel = new.channel;
