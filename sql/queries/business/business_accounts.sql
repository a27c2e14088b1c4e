-- title: Business events by account
-- grain: account
-- parameters: from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, limit
-- needs: business_events
-- quota_share is the newest use of the quota (1: all of it), where records tell it. The most failures first.
select
    told.account,
    count(*) as events,
    count(*) filter (told.outcome = 'failed') as failed,
    count(*) filter (told.outcome = 'succeeded') / nullif(count(*) filter (told.outcome <> 'other'), 0) as success_rate,
    arg_max(told.used / nullif(told.quota, 0), told.ts) as quota_share,
    max(told.ts) as last_ts
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $event_keys, $outcome_keys, $channel_keys, $account_keys, $reason_keys,
        $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where told.account is not null
    and ($event = '' or told.event = $event)
group by told.account
order by failed desc, events desc, told.account
limit $limit;
