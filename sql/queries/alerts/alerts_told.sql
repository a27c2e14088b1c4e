-- title: Who was told of what fires
-- grain: alert that fires × channel
-- parameters:
-- needs: told_alerts, alerts, notifications
-- state, sent_at and answer are those of the last notification: its payload has the moment at which the alert was told. channel_answer is the
-- last answer of a channel that has taken nothing since. The pages themselves (in-app) are not people who were told.
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
),

last_sent as (
    select
        notifications.channel,
        max(notifications.claimed_at) filter (notifications.state = 'sent') as claimed_at
    from notifications
    group by notifications.channel
),

failing as (
    select
        notifications.channel,
        max_by(notifications.answer, notifications.claimed_at) as answer
    from notifications
    inner join last_sent
        on notifications.channel = last_sent.channel
    where notifications.state <> 'sent'
        and notifications.answer is not null
        and notifications.claimed_at > coalesce(last_sent.claimed_at, '-infinity'::timestamp)
    group by notifications.channel
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
    sending.answer,
    failing.answer as channel_answer
from firing
left join sending
    on firing.alert_id = sending.alert_id
        and firing.channel = sending.channel
left join failing
    on firing.channel = failing.channel
order by firing.alert_id, firing.channel;
