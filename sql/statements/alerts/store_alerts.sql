-- title: Store how the alerts of a rule stand
-- grain: alert
-- parameters:
-- needs: alerts
-- From the registered table `new_alerts`; labels come as a JSON object.
insert into alerts by name
select
    * exclude (labels),
    labels::json::map(varchar, varchar) as labels
from new_alerts;
