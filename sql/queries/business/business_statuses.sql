-- title: Business events by what became of them
-- grain: status
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, limit
-- needs: business_events
-- status is the word of the record, else the outcome.
select
    lower(coalesce(told.said, told.outcome)) as status,
    min(told.outcome) as outcome,
    round(coalesce(sum(told.n), 0))::bigint as events,
    sum(told.n) / sum(sum(told.n)) over (partition by 'all') as share
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by status
order by events desc, status
limit $limit;
