-- title: How long Celery's tasks run and wait
-- grain: bucket
-- parameters: runtimes, waits, from_logs, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin, services, hosts
-- needs: measured, series, bucket_bound, quantile_in_buckets, celery_log_events, bucket_at
-- Percentiles of the runtime, and of the time from sent or received to started, in seconds. Workers do not log how long a task waited.
-- The buckets are put together once, and by a window: `bucket_sums` walks lists, and a macro would do it anew for each quantile.
with grown as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_id,
        sum(increase) as n
    from measured(list_concat($runtimes, $waits), $from_ts, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and increase is not null
    group by all
),

told as (
    select
        grown.bucket,
        list_contains($waits, series.name) as is_wait,
        bucket_bound(series.labels['le']) as le,
        sum(grown.n) as n
    from grown
    inner join series
        on grown.series_id = series.series_id
    where bucket_bound(series.labels['le']) is not null
    group by all
),

-- Scrapes are not atomic: a bound that counts fewer than the one before has as many.
growing as (
    select
        bucket,
        is_wait,
        le,
        max(n) over (partition by bucket, is_wait order by le) as n
    from told
),

histograms as materialized (
    select
        bucket,
        is_wait,
        list({'le': le, 'n': n} order by le) as buckets
    from growing
    group by bucket, is_wait
),

quantiles as (
    select
        histograms.bucket,
        histograms.is_wait,
        shares.share,
        quantile_in_buckets(shares.share, histograms.buckets) as seconds
    from histograms
    cross join (select unnest([0.5, 0.95, 0.99]) as share) as shares
)

select
    bucket,
    max(seconds) filter (not is_wait and not isnan(seconds) and share = 0.5) as p50,
    max(seconds) filter (not is_wait and not isnan(seconds) and share = 0.95) as p95,
    max(seconds) filter (not is_wait and not isnan(seconds) and share = 0.99) as p99,
    max(seconds) filter (is_wait and not isnan(seconds) and share = 0.95) as waiting_p95
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
