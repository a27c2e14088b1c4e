-- title: Let what was being sent be sent again
-- grain: notification
-- parameters: now
-- needs: notifications
-- Run when a process starts: whoever claimed these is gone.
update notifications
set state = 'waiting',
    due_at = $now::timestamp,
    possible_repeat = true
where notifications.state = 'sending';
