-- title: Alerts that somebody has taken note of
-- grain: alert that fires
-- parameters:
-- needs: acknowledgements, alerts
-- The last note of the firing that is now; severity is how bad it was then.
select
    acknowledgements.alert_id,
    max_by(acknowledgements.author, acknowledgements.acknowledged_at) as author,
    max_by(acknowledgements.note, acknowledgements.acknowledged_at) as note,
    max_by(acknowledgements.severity, acknowledgements.acknowledged_at) as severity,
    max(acknowledgements.acknowledged_at) as acknowledged_at
from acknowledgements
inner join alerts
    on acknowledgements.alert_id = alerts.alert_id
        and acknowledgements.fired_at = alerts.fired_at
where alerts.state in ('firing', 'no data')
group by acknowledgements.alert_id
order by acknowledgements.alert_id;
