-- title: What became of notifications by channel
-- grain: channel
-- parameters: from_ts, to_ts
-- needs: notifications
-- Counts are those of the range; the last one that was sent, and what failed since, also what is tried again, are of all time.
with ever_sent as (
    select
        notifications.channel,
        max(notifications.sent_at) as last_sent_at
    from notifications
    where notifications.state = 'sent'
    group by notifications.channel
)

select
    notifications.channel,
    count(*) filter (
        notifications.state = 'sent'
        and notifications.created_at >= $from_ts::timestamp
        and notifications.created_at < $to_ts::timestamp
    ) as sent,
    count(*) filter (
        notifications.state in ('failed', 'refused')
        and notifications.created_at >= $from_ts::timestamp
        and notifications.created_at < $to_ts::timestamp
    ) as failed,
    count(*) filter (notifications.state in ('waiting', 'sending')) as waiting,
    any_value(ever_sent.last_sent_at) as last_sent_at,
    count(*) filter (
        notifications.state <> 'sent'
        and notifications.answer is not null
        and notifications.claimed_at > coalesce(ever_sent.last_sent_at, '-infinity'::timestamp)
    ) as failing,
    max_by(notifications.answer, notifications.claimed_at) filter (notifications.answer is not null) as last_answer
from notifications
left join ever_sent
    on notifications.channel = ever_sent.channel
group by notifications.channel
order by notifications.channel;
