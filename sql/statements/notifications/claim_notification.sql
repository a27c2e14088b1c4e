-- title: Claim the next notification of a channel
-- grain: notification
-- parameters: channel, now, is_trial
-- needs: notifications
-- In the order they were made; one that waits to be tried again holds back those behind it, so that a channel hears "resolved" after
-- "firing". A trial, of a channel that failed often, takes the one that was tried least. A row of the future was written before the clock was
-- set back: it is due.
update notifications
set state = 'sending',
    claimed_at = $now::timestamp,
    tries = tries + 1
where notifications.rowid = (
    select waiting.rowid
    from notifications as waiting
    where waiting.channel = $channel
        and waiting.state = 'waiting'
        and (
            waiting.due_at <= $now::timestamp
            or coalesce(waiting.claimed_at, waiting.created_at) > $now::timestamp
        )
        and not exists (
            select 1
            from notifications as held
            where held.channel = $channel
                and held.state = 'waiting'
                and held.tries > 0
                and held.due_at > $now::timestamp
                and held.claimed_at <= $now::timestamp
        )
    order by
        case when $is_trial then waiting.tries else (waiting.tries = 0)::int end,
        waiting.created_at,
        waiting.rowid
    limit 1
)
returning notifications.key, notifications.tries, notifications.possible_repeat, notifications.payload;
