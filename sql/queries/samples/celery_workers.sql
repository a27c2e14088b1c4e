-- title: Celery's workers, and who tells of them
-- grain: bucket × line
-- parameters: names, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin
-- needs: measured, bucket_at, series
-- How many workers are up, and for each exporter or collector that counts tasks (`names`) whether it answered: 1, or less where it did not
-- for a part of the bucket.
with tellers as (
    select distinct labels['job'] as job
    from series
    where list_contains($names, series.name)
        or series.name in ('celery_worker_up', 'celery_workers')
),

cells as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_id,
        any_value(name) as name,
        any_value(labels['job']) as job,
        sum(mean * n) / sum(n) as value
    from measured(['celery_worker_up', 'celery_workers', 'up'], $from_ts, $hours_until, $minutes_until, $to_ts)
    group by all
)

select
    bucket,
    'workers' as label,
    sum(value) as value
from cells
where name <> 'up'
group by bucket
union all
select
    cells.bucket,
    cells.job || ' (answers)' as label,
    min(cells.value) as value
from cells
inner join tellers
    on cells.job = tellers.job
where cells.name = 'up'
group by cells.bucket, cells.job
order by bucket, label;
