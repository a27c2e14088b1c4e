-- title: Business events over time
-- grain: bucket
-- parameters: from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed, event, bucket_seconds, origin
-- needs: business_events, bucket_at
-- Buckets without events have no row.
select
    bucket_at(told.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    count(*) as events,
    count(*) filter (told.outcome = 'succeeded') as succeeded,
    count(*) filter (told.outcome = 'failed') as failed,
    count(*) filter (told.outcome = 'other') as other,
    count(*) filter (told.outcome = 'succeeded') / nullif(count(*) filter (told.outcome <> 'other'), 0) as success_rate,
    count(distinct told.account) as active
from business_events(
        $from_ts, $to_ts, $services, $hosts, $sources, $event_keys, $outcome_keys, $channel_keys, $account_keys, $reason_keys,
        $used_keys, $quota_keys, $succeeded, $failed
    ) as told
where $event = '' or told.event = $event
group by bucket
order by bucket;
