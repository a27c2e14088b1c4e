-- title: Notifications of each channel by state
-- grain: channel × state
-- needs: notifications
select
    notifications.channel,
    notifications.state,
    count(*) as notifications
from notifications
group by
    notifications.channel,
    notifications.state
order by
    notifications.channel,
    notifications.state;
