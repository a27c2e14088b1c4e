-- title: How many alerts fired over time
-- grain: bucket
-- parameters: from_ts, to_ts, bucket_seconds, now
-- needs: alert_episodes
-- An alert counts in each bucket in which it fired at some time.
with buckets as (
    select $from_ts::timestamp + range * to_seconds($bucket_seconds) as bucket
    from range(ceil((epoch($to_ts::timestamp) - epoch($from_ts::timestamp)) / $bucket_seconds)::bigint)
)

select
    buckets.bucket,
    count(distinct alert_episodes.alert_id) as firing
from buckets
inner join alert_episodes
    on alert_episodes.fired_at < buckets.bucket + to_seconds($bucket_seconds)
        and coalesce(alert_episodes.resolved_at, $now::timestamp) >= buckets.bucket
group by buckets.bucket
order by buckets.bucket;
