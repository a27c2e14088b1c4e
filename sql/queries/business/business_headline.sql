-- title: Business events in numbers
-- grain: window
-- parameters: from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event
-- needs: business_events
-- success_rate is that of the events whose outcome is known. active are the accounts with an event in the window.
select
    count(*) as events,
    count(*) filter (told.outcome = 'succeeded') as succeeded,
    count(*) filter (told.outcome = 'failed') as failed,
    count(*) filter (told.outcome = 'succeeded') / nullif(count(*) filter (told.outcome <> 'other'), 0) as success_rate,
    count(distinct told.account) as active
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $event_keys, $outcome_keys, $channel_keys, $account_keys, $reason_keys,
        $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event;
