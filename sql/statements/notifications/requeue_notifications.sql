-- title: Let what a channel gave up be sent
-- grain: notification
-- parameters: channel, now, most_tries
-- needs: notifications
update notifications
set state = 'waiting',
    due_at = $now::timestamp
where notifications.channel = $channel
    and notifications.state = 'failed'
    and notifications.tries < $most_tries
returning notifications.key;
