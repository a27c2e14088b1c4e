-- title: Let a notification be sent once more
-- grain: notification
-- parameters: key, channel, now
-- needs: notifications
-- As a person asks for it, whatever became of it before; the key stays.
update notifications
set state = 'waiting',
    tries = 0,
    due_at = $now::timestamp
where notifications.key = $key
    and notifications.channel = $channel
    and notifications.state in ('sent', 'failed', 'refused')
returning notifications.key;
