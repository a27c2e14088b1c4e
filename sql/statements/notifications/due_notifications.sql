-- title: When the next notification of each channel is due
-- grain: channel
-- needs: notifications
select
    notifications.channel,
    min(notifications.due_at) as due_at
from notifications
where notifications.state = 'waiting'
group by notifications.channel;
