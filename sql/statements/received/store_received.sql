-- title: Store what others said of alerts
-- grain: alert
-- parameters:
-- needs: received_alerts
-- From the registered table `new_received`; labels and annotations come as JSON objects.
insert into received_alerts by name
select
    * exclude (labels, annotations),
    labels::json::map(varchar, varchar) as labels,
    annotations::json::map(varchar, varchar) as annotations
from new_received;
