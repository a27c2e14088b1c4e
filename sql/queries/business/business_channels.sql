-- title: Business events by channel
-- grain: channel
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, limit
-- needs: business_events
-- Events that name no channel have the empty text.
select
    coalesce(told.channel, '') as channel,
    round(coalesce(sum(told.n), 0))::bigint as events,
    round(coalesce(sum(told.n) filter (told.outcome = 'failed'), 0))::bigint as failed,
    coalesce(sum(told.n) filter (told.outcome = 'succeeded'), 0) / nullif(sum(told.n) filter (told.outcome <> 'other'), 0) as success_rate
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by coalesce(told.channel, '')
order by events desc, channel
limit $limit;
