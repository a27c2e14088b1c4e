-- title: Store what became of alerts
-- grain: change
-- parameters:
-- needs: alert_events
-- From the registered table `new_alert_events`; labels come as a JSON object.
insert into alert_events by name
select
    * exclude (labels),
    labels::json::map(varchar, varchar) as labels
from new_alert_events;
