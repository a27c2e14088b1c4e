-- title: Celery's tasks over time
-- grain: bucket × state
-- parameters: names, from_logs, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin, services, hosts
-- needs: measured, series, celery_state, celery_log_events, bucket_at
-- How many tasks came to each state, from counters of exporters or events, or from what workers log.
with grown as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_id,
        sum(increase) as n
    from measured($names, $from_ts, $hours_until, $minutes_until, $to_ts)
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
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        state,
        1 as tasks
    from celery_log_events($from_ts, $to_ts, $services, $hosts)
    where $from_logs
)

select
    bucket,
    state as label,
    sum(tasks) as value,
    sum(tasks) / $bucket_seconds as per_second
from counted
where state is not null
group by all
having sum(tasks) is not null
order by bucket, label;
