-- title: Alerts that fire, as Alertmanager's API tells them
-- grain: alert
-- parameters:
-- needs: alerts, told_alerts, received_alerts
-- Those of rules and those that others sent. channels are those that were told, or are to be; the last two columns are of others' alerts.
with told as (
    select
        told_alerts.alert_id,
        told_alerts.fired_at,
        list(distinct told_alerts.channel order by told_alerts.channel) as channels,
        max(told_alerts.held_by) filter (told_alerts.due_at is not null) as held_by
    from told_alerts
    where told_alerts.state <> 'resolved'
    group by told_alerts.alert_id, told_alerts.fired_at
)

select
    alerts.alert_id as id,
    alerts.rule,
    alerts.severity,
    to_json(alerts.labels)::varchar as labels,
    coalesce(alerts.since, alerts.fired_at) as starts_at,
    coalesce(received_alerts.updated_at, alerts.last_met_at, alerts.fired_at) as updated_at,
    alerts.value,
    alerts.threshold,
    alerts.peak,
    coalesce(told.channels, []) as channels,
    told.held_by,
    received_alerts.ends_at,
    to_json(received_alerts.annotations)::varchar as annotations,
    received_alerts.generator_url
from alerts
left join told
    on told.alert_id = alerts.alert_id
    and told.fired_at = alerts.fired_at
left join received_alerts
    on received_alerts.alert_id = alerts.alert_id
where alerts.state in ('firing', 'no data')
order by alerts.fired_at, alerts.rule, alerts.alert_id;
