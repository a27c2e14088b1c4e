-- title: Who was told of what fires
-- grain: alert that fires × channel
-- parameters:
-- needs: told_alerts, alerts, notifications
-- state, sent_at and answer are those of the last notification: its payload has the moment at which the alert was told. The pages
-- themselves (in-app) are not people who were told.
with firing as (
    select
        told_alerts.alert_id,
        told_alerts.channel,
        told_alerts.rule,
        told_alerts.told_at,
        told_alerts.due_at,
        told_alerts.held_by,
        contains(told_alerts.route, '^') as is_step,
        ends_with(told_alerts.group_key, ' digest') as is_digest
    from told_alerts
    inner join alerts
        on told_alerts.alert_id = alerts.alert_id
            and told_alerts.fired_at = coalesce(alerts.fired_at, told_alerts.fired_at)
    where alerts.state in ('firing', 'no data')
        and told_alerts.state <> 'resolved'
        and told_alerts.channel <> 'in-app'
),

sending as (
    select
        firing.alert_id,
        firing.channel,
        max_by(notifications.state, notifications.created_at) as state,
        max_by(notifications.sent_at, notifications.created_at) as sent_at,
        max_by(notifications.answer, notifications.created_at) as answer
    from firing
    inner join notifications
        on firing.channel = notifications.channel
            and notifications.created_at >= firing.told_at
            and notifications.rule in (firing.rule, '')
    where json_extract_string(notifications.payload, '$.at')::timestamp = firing.told_at
    group by firing.alert_id, firing.channel
)

select
    firing.alert_id,
    firing.channel,
    firing.told_at,
    firing.due_at,
    firing.held_by,
    firing.is_step,
    firing.is_digest,
    sending.state,
    sending.sent_at,
    sending.answer
from firing
left join sending
    on firing.alert_id = sending.alert_id
        and firing.channel = sending.channel
order by firing.alert_id, firing.channel;
