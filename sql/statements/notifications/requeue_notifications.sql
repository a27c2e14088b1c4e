-- title: Let what failed while a channel was down be sent
-- grain: notification
-- parameters: channel, since, now, most_tries
-- needs: notifications
update notifications
set state = 'waiting',
    due_at = $now::timestamp
where notifications.channel = $channel
    and notifications.state = 'failed'
    and notifications.claimed_at >= $since::timestamp
    and notifications.tries < $most_tries;
