-- title: What people were told
-- grain: notification × channel
-- parameters: from_ts, to_ts, alert_rule, limit
-- needs: notifications
-- Newest first; only of one rule where it is given. payload is what a webhook is sent.
select
    notifications.created_at,
    notifications.channel,
    notifications.event,
    notifications.rule,
    notifications.severity,
    notifications.state,
    notifications.tries,
    notifications.sent_at,
    notifications.answer,
    notifications.possible_repeat,
    notifications.key,
    notifications.payload::varchar as payload
from notifications
where notifications.created_at >= $from_ts::timestamp
    and notifications.created_at < $to_ts::timestamp
    and ($alert_rule is null or notifications.rule in ($alert_rule, ''))
order by
    notifications.created_at desc,
    notifications.channel
limit $limit;
