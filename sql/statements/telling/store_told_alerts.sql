-- title: Store what people are told of alerts
-- grain: firing of an alert × channel
-- parameters:
-- needs: told_alerts
-- From the registered table `new_told_alerts`; labels come as a JSON object.
insert into told_alerts by name
select
    * exclude (labels),
    labels::json::map(varchar, varchar) as labels
from new_told_alerts;
