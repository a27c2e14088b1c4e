-- title: Business events in numbers
-- grain: window
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event
-- needs: business_events
-- success_rate is that of the events whose outcome is known. active are the accounts with an event in the window.
select
    round(coalesce(sum(told.n), 0))::bigint as events,
    round(coalesce(sum(told.n) filter (told.outcome = 'succeeded'), 0))::bigint as succeeded,
    round(coalesce(sum(told.n) filter (told.outcome = 'failed'), 0))::bigint as failed,
    coalesce(sum(told.n) filter (told.outcome = 'succeeded'), 0) / nullif(sum(told.n) filter (told.outcome <> 'other'), 0) as success_rate,
    count(distinct told.account) as active
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event;
