-- title: Why business events failed
-- grain: event × reason
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, limit
-- needs: business_events
-- Numbers in a reason are the same reason. trace_id is that of the newest.
select
    told.event,
    regexp_replace(coalesce(told.reason, ''), '\d+', '#', 'g') as reason,
    round(sum(told.n))::bigint as failed,
    count(distinct told.account) as accounts,
    max(told.ts) as last_ts,
    arg_max(told.trace_id, told.ts) as trace_id
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where told.outcome = 'failed'
    and ($event = '' or told.event = $event)
group by 1, 2
order by failed desc, last_ts desc
limit $limit;
