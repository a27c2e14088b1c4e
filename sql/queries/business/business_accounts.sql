-- title: Business events by account
-- grain: account
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, limit
-- needs: business_events
-- quota_share is the newest use of the quota (1: all of it), where records tell it. The most failures first.
select
    told.account,
    round(coalesce(sum(told.n), 0))::bigint as events,
    round(coalesce(sum(told.n) filter (told.outcome = 'failed'), 0))::bigint as failed,
    coalesce(sum(told.n) filter (told.outcome = 'succeeded'), 0) / nullif(sum(told.n) filter (told.outcome <> 'other'), 0) as success_rate,
    arg_max(told.used / nullif(told.quota, 0), told.ts) as quota_share,
    max(told.ts) as last_ts
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $counters, $hours_until, $minutes_until, $event_keys, $outcome_keys,
        $channel_keys, $account_keys, $reason_keys, $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where told.account is not null
    and ($event = '' or told.event = $event)
group by told.account
order by failed desc, events desc, told.account
limit $limit;
