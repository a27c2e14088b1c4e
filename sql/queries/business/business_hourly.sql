-- title: Business events by hour
-- grain: hour × event
-- parameters: from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event
-- needs: business_events
-- What programs ask; hours without events have no row.
select
    date_trunc('hour', told.ts) as hour,
    told.event,
    count(*) as events,
    count(*) filter (told.outcome = 'succeeded') as succeeded,
    count(*) filter (told.outcome = 'failed') as failed
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $event_keys, $outcome_keys, $channel_keys, $account_keys, $reason_keys,
        $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by hour, told.event
order by hour, told.event;
