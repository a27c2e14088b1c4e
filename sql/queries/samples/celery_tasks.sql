-- title: Celery's tasks by name
-- grain: task
-- parameters: names, runtimes, from_logs, hours_until, minutes_until, from_ts, to_ts, services, hosts
-- needs: measured, series, celery_state, bucket_bound, quantile_in_buckets, celery_log_events
-- Tasks that ended, failed and were tried again, the share of failures, and percentiles of the runtime in milliseconds.
with grown as (
    select
        series_id,
        sum(increase) as n
    from measured(list_concat($names, $runtimes), $from_ts, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and increase is not null
    group by series_id
),

counted as (
    select
        series.labels['name'] as task,
        celery_state(series.name, series.labels) as state,
        sum(grown.n) as tasks
    from grown
    inner join series
        on grown.series_id = series.series_id
    where list_contains($names, series.name)
    group by all
    union all
    select
        task,
        state,
        count(*) as tasks
    from celery_log_events($from_ts, $to_ts, $services, $hosts)
    where $from_logs
    group by all
),

buckets as (
    select
        series.labels['name'] as task,
        bucket_bound(series.labels['le']) as le,
        sum(grown.n) as n
    from grown
    inner join series
        on grown.series_id = series.series_id
    where list_contains($runtimes, series.name)
        and bucket_bound(series.labels['le']) is not null
    group by all
),

-- Scrapes are not atomic: a bound that counts fewer than the one before has as many.
growing as (
    select
        task,
        le,
        max(n) over (partition by task order by le) as n
    from buckets
),

histograms as materialized (
    select
        task,
        list({'le': le, 'n': n} order by le) as buckets
    from growing
    group by task
),

runtimes as (
    select
        task,
        1000 * quantile_in_buckets(0.5, buckets) as p50_ms,
        1000 * quantile_in_buckets(0.95, buckets) as p95_ms
    from histograms
    union all
    select
        task,
        1000 * quantile_disc(seconds, 0.5) as p50_ms,
        1000 * quantile_disc(seconds, 0.95) as p95_ms
    from celery_log_events($from_ts, $to_ts, $services, $hosts)
    where $from_logs
        and seconds is not null
    group by task
),

sums as (
    select
        task,
        coalesce(sum(tasks) filter (state = 'succeeded'), 0) as succeeded,
        coalesce(sum(tasks) filter (state = 'failed'), 0) as failed,
        coalesce(sum(tasks) filter (state = 'retried'), 0) as retried
    from counted
    where task is not null
        and state is not null
    group by task
)

select
    sums.task,
    round(sums.succeeded + sums.failed)::bigint as ended,
    round(sums.failed)::bigint as failed,
    round(sums.retried)::bigint as retried,
    sums.failed / nullif(sums.succeeded + sums.failed, 0) as failure_rate,
    case when not isnan(runtimes.p50_ms) then runtimes.p50_ms end as p50_ms,
    case when not isnan(runtimes.p95_ms) then runtimes.p95_ms end as p95_ms
from sums
left join runtimes
    on sums.task = runtimes.task
where sums.succeeded + sums.failed + sums.retried > 0
order by ended desc, sums.task
limit 200;
