-- title: How channels stand, as programs ask for them
-- grain: channel
-- parameters:
-- needs: notifications
select
    notifications.channel,
    count(*) filter (notifications.state in ('waiting', 'sending')) as waiting,
    count(*) filter (notifications.state = 'failed') as failed,
    count(*) filter (notifications.state = 'refused') as refused,
    max(notifications.sent_at) as sent_at,
    max_by(notifications.answer, notifications.claimed_at) as answer
from notifications
group by notifications.channel;
