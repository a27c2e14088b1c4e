-- title: The rules of which it is told that they fail
-- grain: firing of an alert × channel
-- parameters:
-- needs: told_alerts
select
    to_json(told_alerts.labels) as labels,
    told_alerts.* exclude (labels)
from told_alerts
where told_alerts.state = 'error';
