-- title: When an alert that others sent is over, and how many fire
-- grain: one row
-- parameters:
-- needs: received_alerts
select
    min(received_alerts.ends_at) as ends_at,
    count(*) as firing
from received_alerts
where received_alerts.resolved_at is null;
