-- title: The alerts that somebody has taken note of
-- grain: firing of an alert
-- parameters:
-- needs: acknowledgements, alerts
select
    acknowledgements.alert_id,
    acknowledgements.fired_at,
    max_by(acknowledgements.state, acknowledgements.acknowledged_at) as state,
    max_by(acknowledgements.severity, acknowledgements.acknowledged_at) as severity
from acknowledgements
join alerts
    on alerts.alert_id = acknowledgements.alert_id
    and alerts.fired_at = acknowledgements.fired_at
group by acknowledgements.alert_id, acknowledgements.fired_at;
