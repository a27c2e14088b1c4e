-- title: What is told of some alerts
-- grain: firing of an alert × channel
-- parameters: alert_ids, after
-- needs: told_alerts
-- Of firings that are not over, and of those that changed since $after.
select
    to_json(told_alerts.labels) as labels,
    told_alerts.* exclude (labels)
from told_alerts
where told_alerts.alert_id in (select unnest($alert_ids::varchar[]))
    and (told_alerts.state <> 'resolved' or told_alerts.changed_at >= $after::timestamp)
order by told_alerts.fired_at, told_alerts.channel;
