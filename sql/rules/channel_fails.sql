-- title: A channel fails
-- severity: error
-- labels: component=notifications
-- when: value >= $threshold
-- parameters: threshold = 1, window = 7d, tries = 3
-- summary: {channel} fails; what it has not taken since it worked last: {value}
-- The other channels are told, by their routes. The channel itself is not told of its own failure. A row says how a
-- notification is now, so this is how channels are now, also in a replay.
with last_sent as (
    select
        channel,
        max(claimed_at) as claimed_at
    from notifications
    where created_at >= $from
        and created_at < $to
        and state = 'sent'
    group by channel
)
select
    failed.channel,
    count(*) as value
from notifications as failed
left join last_sent
    on last_sent.channel = failed.channel
where failed.created_at >= $from
    and failed.created_at < $to
    and (failed.state in ('failed', 'refused') or (failed.state in ('waiting', 'sending') and failed.tries >= $tries))
    and failed.claimed_at is not null
    and (last_sent.claimed_at is null or failed.claimed_at > last_sent.claimed_at)
group by failed.channel;

-- example: one that was tried once may be taken yet, one that was tried three times is not, however late; then it works
-- given: notifications at 00:00: channel=ops, state=sent, tries=1, claimed_at=2026-01-05 00:00:00
-- given: notifications at 00:01: channel=ops, state=waiting, tries=1, claimed_at=2026-01-05 00:01:00
-- given: notifications at 00:05: channel=ops, state=waiting, tries=7, claimed_at=2026-01-05 00:09:59
-- given: notifications at 00:06: channel=mail, state=sent, tries=2, claimed_at=2026-01-05 00:06:00
-- given: notifications at 00:10: channel=ops, state=sent, tries=1, claimed_at=2026-01-05 00:10:00
-- then: fires at 00:05:30: channel=ops
-- then: resolves at 00:10:30: channel=ops

-- example: a wrong address
-- given: notifications at 00:05: channel=ops, state=refused, tries=1, claimed_at=2026-01-05 00:05:00
-- then: fires at 00:05:30: channel=ops, severity=error
