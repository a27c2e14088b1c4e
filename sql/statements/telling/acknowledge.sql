-- title: Take note of an alert that fires
-- grain: acknowledgement
-- parameters: alert_id, author, note, now
-- needs: acknowledgements, alerts
-- Gives the alert's id; nothing where it does not fire.
insert into acknowledgements by name
select
    alerts.alert_id,
    alerts.fired_at,
    alerts.state,
    alerts.severity,
    $author as author,
    $note as note,
    $now::timestamp as acknowledged_at
from alerts
where alerts.alert_id = $alert_id
    and alerts.state in ('firing', 'no data')
    and alerts.fired_at is not null
returning acknowledgements.alert_id;
