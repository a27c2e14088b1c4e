-- title: Business events by hour
-- grain: hour × event
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event
-- needs: business_events
-- What programs ask; hours without events have no row.
select
    date_trunc('hour', told.ts) as hour,
    told.event,
    round(coalesce(sum(told.n), 0))::bigint as events,
    round(coalesce(sum(told.n) filter (told.outcome = 'succeeded'), 0))::bigint as succeeded,
    round(coalesce(sum(told.n) filter (told.outcome = 'failed'), 0))::bigint as failed
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by hour, told.event
order by hour, told.event;
