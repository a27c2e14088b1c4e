-- title: Samples over time
-- grain: bucket × name × value of a label
-- parameters: names, only, by, combine, hours_until, minutes_until, from_ts, to_ts, bucket_seconds, origin
-- needs: measured, series, has_labels, bucket_at
-- The series of these names that have the labels `only`, put together by the label `by`: their sum, mean or max (`combine`). value and
-- highest are the mean and the largest in a bucket; per_second is what counters grew by, divided by the seconds of the bucket.
with grown as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_id,
        sum(mean * n) / sum(n) as value,
        max(max) as highest,
        sum(increase) / $bucket_seconds as per_second
    from measured($names, $from_ts, $hours_until, $minutes_until, $to_ts)
    where has_labels(labels, $only)
    group by all
),

chosen as (
    select
        series.series_id,
        series.name,
        coalesce(series.labels[$by], '') as label
    from series
    where list_contains($names, series.name)
),

cells as (
    select
        grown.*,
        chosen.name,
        chosen.label
    from grown
    inner join chosen
        on grown.series_id = chosen.series_id
)

select
    bucket,
    name,
    label,
    case $combine when 'mean' then avg(value) when 'max' then max(value) else sum(value) end as value,
    case $combine when 'mean' then avg(highest) when 'max' then max(highest) else sum(highest) end as highest,
    case $combine when 'mean' then avg(per_second) when 'max' then max(per_second) else sum(per_second) end
        as per_second
from cells
group by bucket, name, label
order by bucket, name, label;
