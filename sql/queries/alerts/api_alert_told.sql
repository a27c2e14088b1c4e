-- title: Who was told of an alert
-- grain: firing of an alert × channel
-- parameters: alert_id, row_limit
-- needs: told_alerts
select
    told_alerts.channel,
    told_alerts.fired_at,
    told_alerts.state,
    told_alerts.told_event,
    told_alerts.told_at,
    told_alerts.times,
    told_alerts.due_at,
    told_alerts.held_by
from told_alerts
where told_alerts.alert_id = $alert_id
order by told_alerts.fired_at desc, told_alerts.channel
limit $row_limit;
