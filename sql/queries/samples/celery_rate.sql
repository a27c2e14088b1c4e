-- title: How many of Celery's tasks end
-- grain: bucket × state
-- parameters: names, from_logs, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin, services, hosts
-- needs: measured, series, celery_state, celery_log_events, bucket_at
-- Tasks that succeeded and failed a second, over the five minutes up to the end of each bucket, or over a longer bucket.
with grown as (
    select
        bucket_at(ts, $from_ts - interval 5 minute, $bucket_seconds, $origin) as bucket,
        series_id,
        sum(increase) as n
    from measured($names, $from_ts - interval 5 minute, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and increase is not null
    group by all
),

counted as (
    select
        grown.bucket,
        celery_state(series.name, series.labels) as state,
        grown.n as tasks
    from grown
    inner join series
        on grown.series_id = series.series_id
    union all
    select
        bucket_at(ts, $from_ts - interval 5 minute, $bucket_seconds, $origin) as bucket,
        state,
        1 as tasks
    from celery_log_events($from_ts - interval 5 minute, $to_ts, $services, $hosts)
    where $from_logs
),

sums as (
    select
        bucket,
        state,
        sum(tasks) as tasks
    from counted
    where state in ('succeeded', 'failed')
    group by all
),

ends as (
    select
        min(sums.bucket) as first_bucket,
        max(sums.bucket) as last_bucket
    from sums
),

buckets as (
    select unnest(range(first_bucket, last_bucket + interval 1 second, to_seconds($bucket_seconds))) as bucket
    from ends
),

states as (
    select distinct sums.state
    from sums
)

select
    buckets.bucket,
    states.state as label,
    coalesce(sum(sums.tasks), 0) as value,
    coalesce(sum(sums.tasks), 0) / greatest(300, $bucket_seconds) as per_second
from buckets
cross join states
left join sums
    on sums.state = states.state
    and sums.bucket > buckets.bucket - to_seconds(greatest(300, $bucket_seconds))
    and sums.bucket <= buckets.bucket
where buckets.bucket >= $from_ts
group by buckets.bucket, states.state
order by bucket, label;
