-- title: Put notifications into the outbox
-- grain: notification × channel
-- needs: notifications
-- From the registered table `new_notifications`; one whose key that channel has already is not added again.
insert into notifications by name
select
    new_notifications.key,
    new_notifications.channel,
    new_notifications.event,
    new_notifications.rule,
    new_notifications.severity,
    new_notifications.created_at,
    new_notifications.due_at,
    'waiting' as state,
    0 as tries,
    null as claimed_at,
    null as sent_at,
    null as answer,
    new_notifications.payload::json as payload,
    false as possible_repeat
from new_notifications
anti join notifications
    on notifications.key = new_notifications.key
        and notifications.channel = new_notifications.channel;
