-- title: Samples by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: names, only, combine, hours_until, minutes_until, from_ts, to_ts, timezone
-- needs: measured, has_labels
-- In the viewer's time zone; weekday 1 is Monday. The series of these names that have the labels `only` are put together in each hour: their
-- sum, mean or max (`combine`). value is the mean of the hours, per_second what counters grew by.
with cells as (
    select
        date_trunc('hour', ts) as hour,
        series_id,
        sum(mean * n) / sum(n) as value,
        sum(increase) / 3600 as per_second
    from measured($names, $from_ts, $hours_until, $minutes_until, $to_ts)
    where has_labels(labels, $only)
    group by all
),

hours as (
    select
        hour,
        case $combine when 'mean' then avg(value) when 'max' then max(value) else sum(value) end as value,
        case $combine when 'mean' then avg(per_second) when 'max' then max(per_second) else sum(per_second) end
            as per_second
    from cells
    group by hour
)

select
    isodow(timezone($timezone, timezone('UTC', hour))) as weekday,
    hour(timezone($timezone, timezone('UTC', hour))) as hour_of_day,
    avg(value) as value,
    avg(per_second) as per_second
from hours
group by weekday, hour_of_day
order by weekday, hour_of_day;
