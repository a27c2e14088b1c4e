-- title: What is due to be told
-- grain: firing of an alert × channel
-- parameters: now
-- needs: told_alerts
select
    to_json(told_alerts.labels) as labels,
    told_alerts.* exclude (labels)
from told_alerts
where told_alerts.due_at <= $now::timestamp
order by told_alerts.changed_at, told_alerts.rule, told_alerts.alert_id, told_alerts.channel;
