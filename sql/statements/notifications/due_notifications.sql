-- title: When the next notification of each channel is due
-- grain: channel
-- parameters: now
-- needs: notifications
-- A row of the future was written before the clock was set back: it is due.
select
    notifications.channel,
    min(
        case
            when coalesce(notifications.claimed_at, notifications.created_at) > $now::timestamp
                then $now::timestamp
            else notifications.due_at
        end
    ) as due_at
from notifications
where notifications.state = 'waiting'
group by notifications.channel;
