-- title: Refuse what is for channels that are not there
-- grain: notification
-- parameters: channels, now
-- needs: notifications
update notifications
set state = 'refused',
    answer = 'There is no such channel in the settings.'
where notifications.state = 'waiting'
    and notifications.due_at <= $now::timestamp
    and not list_contains($channels::varchar[], notifications.channel);
