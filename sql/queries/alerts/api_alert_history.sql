-- title: What became of an alert
-- grain: change of an alert
-- parameters: alert_id, row_limit
-- needs: alert_events
select
    alert_events.ts,
    alert_events.recorded_at,
    alert_events.state_before,
    alert_events.state,
    alert_events.severity,
    alert_events.value,
    alert_events.threshold,
    alert_events.reason
from alert_events
where alert_events.alert_id = $alert_id
order by alert_events.ts desc, alert_events.recorded_at desc
limit $row_limit;
