-- title: Channels whose last notification failed
-- grain: channel
-- needs: notifications
-- What failed since the last one that was sent: since when, how often, and the last answer.
with last_sent as (
    select
        notifications.channel,
        max(notifications.sent_at) as sent_at
    from notifications
    where notifications.state = 'sent'
    group by notifications.channel
)
select
    failed.channel,
    min(failed.claimed_at) as since,
    count(*) as failures,
    max_by(failed.answer, failed.claimed_at) as answer
from notifications as failed
left join last_sent
    on last_sent.channel = failed.channel
where failed.state in ('failed', 'refused')
    and failed.claimed_at is not null
    and (last_sent.sent_at is null or failed.claimed_at > last_sent.sent_at)
group by failed.channel;
