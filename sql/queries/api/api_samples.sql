-- title: Samples in steps
-- grain: series
-- parameters: name, only, from_ts, to_ts, bucket_seconds, hours_until, minutes_until, limit
-- needs: measured, has_labels, bucket_at
-- The series of a name that have these labels, each with its steps.
with cells as (
    select
        series_id,
        bucket_at(ts, $from_ts, $bucket_seconds, $from_ts) as ts,
        any_value(labels) as labels,
        any_value(kind) as kind,
        sum(mean * n) / sum(n) as value,
        min(min) as min,
        max(max) as max,
        max_by(last, totals.ts) as last,
        sum(increase) as increase
    from measured([$name], $from_ts, $hours_until, $minutes_until, $to_ts) as totals
    where has_labels(labels, $only)
    group by series_id, bucket_at(totals.ts, $from_ts, $bucket_seconds, $from_ts)
)

select
    any_value(labels) as labels,
    any_value(kind) as kind,
    list(
        {'ts': ts, 'value': value, 'min': min, 'max': max, 'last': last, 'increase': increase} order by ts
    ) as points
from cells
group by series_id
order by any_value(labels)::varchar
limit $limit;
