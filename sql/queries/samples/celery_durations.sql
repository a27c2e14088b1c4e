-- title: How long Celery's tasks run and wait
-- grain: bucket
-- parameters: runtimes, waits, from_logs, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin, services, hosts
-- needs: measured, quantile_of_histogram, celery_log_events, bucket_at
-- Percentiles of the runtime, and of the time from sent or received to started, in seconds. Workers do not log how long a task waited.
with told as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        list_contains($waits, name) as is_wait,
        labels['le'] as le,
        sum(increase) as n
    from measured(list_concat($runtimes, $waits), $from_ts, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and increase is not null
    group by all
),

quantiles as (
    select
        bucket,
        is_wait,
        quantile_of_histogram(0.5, le, n) as p50,
        quantile_of_histogram(0.95, le, n) as p95,
        quantile_of_histogram(0.99, le, n) as p99
    from told
    group by bucket, is_wait
)

select
    bucket,
    max(p50) filter (not is_wait and not isnan(p50)) as p50,
    max(p95) filter (not is_wait and not isnan(p95)) as p95,
    max(p99) filter (not is_wait and not isnan(p99)) as p99,
    max(p95) filter (is_wait and not isnan(p95)) as waiting_p95
from quantiles
group by bucket
union all
select
    bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
    quantile_disc(seconds, 0.5) as p50,
    quantile_disc(seconds, 0.95) as p95,
    quantile_disc(seconds, 0.99) as p99,
    null as waiting_p95
from celery_log_events($from_ts, $to_ts, $services, $hosts)
where $from_logs
    and seconds is not null
group by bucket_at(ts, $from_ts, $bucket_seconds, $origin)
order by bucket;
