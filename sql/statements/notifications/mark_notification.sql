-- title: Write what became of a notification
-- grain: notification
-- parameters: key, channel, state, answer, due_at, sent_at, may_have_arrived
-- needs: notifications
update notifications
set state = $state,
    answer = $answer,
    due_at = coalesce($due_at::timestamp, due_at),
    sent_at = $sent_at::timestamp,
    possible_repeat = possible_repeat or $may_have_arrived
where notifications.key = $key
    and notifications.channel = $channel
    and notifications.state = 'sending';
