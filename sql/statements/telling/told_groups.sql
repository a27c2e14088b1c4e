-- title: How groups of alerts stand
-- grain: group × channel
-- parameters: after
-- needs: told_alerts
-- When each was last told, if that was since $after, and when what waits in it is due that nobody was told of.
select
    told_alerts.group_key,
    told_alerts.channel,
    max(told_alerts.told_at) as told_at,
    min(told_alerts.due_at) filter (told_alerts.told_event is null and told_alerts.held_by is null) as due_at
from told_alerts
where told_alerts.told_at >= $after::timestamp
    or told_alerts.due_at is not null
group by told_alerts.group_key, told_alerts.channel;
