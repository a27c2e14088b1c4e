-- title: When something is due to be told
-- grain: one row
-- parameters:
-- needs: told_alerts
select min(told_alerts.due_at)
from told_alerts;
