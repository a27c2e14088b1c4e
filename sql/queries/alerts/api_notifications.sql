-- title: Notifications, as programs ask for them
-- grain: notification × channel
-- parameters: channel, state, row_limit
-- needs: notifications
-- The newest first.
select
    notifications.key,
    notifications.channel,
    notifications.event,
    notifications.rule,
    notifications.severity,
    notifications.created_at,
    notifications.due_at,
    notifications.state,
    notifications.tries,
    notifications.sent_at,
    notifications.answer,
    notifications.possible_repeat,
    notifications.payload
from notifications
where ($channel is null or notifications.channel = $channel)
    and ($state is null or notifications.state = $state)
order by notifications.created_at desc, notifications.key
limit $row_limit;
