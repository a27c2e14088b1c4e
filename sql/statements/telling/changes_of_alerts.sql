-- title: How often alerts change
-- grain: change of an alert
-- parameters: alert_ids, after
-- needs: alert_events
-- When they began to fire and ended to, since $after.
select
    alert_events.alert_id,
    alert_events.ts
from alert_events
where alert_events.alert_id in (select unnest($alert_ids::varchar[]))
    and alert_events.ts > $after::timestamp
    and (alert_events.state in ('firing', 'no data')) <> (alert_events.state_before in ('firing', 'no data'));
