-- title: Celery's tasks by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: names, from_logs, hours_until, minutes_until, from_ts, to_ts, services, hosts, timezone
-- needs: measured, series, celery_state, celery_log_events
-- In the viewer's time zone; weekday 1 is Monday. Tasks that ended in an hour, on average of the hours with any.
with grown as (
    select
        date_trunc('hour', ts) as hour,
        series_id,
        sum(increase) as n
    from measured($names, $from_ts, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and increase is not null
    group by all
),

counted as (
    select
        grown.hour,
        sum(grown.n) as tasks
    from grown
    inner join series
        on grown.series_id = series.series_id
    where celery_state(series.name, series.labels) in ('succeeded', 'failed')
    group by grown.hour
    union all
    select
        date_trunc('hour', ts) as hour,
        count(*) as tasks
    from celery_log_events($from_ts, $to_ts, $services, $hosts)
    where $from_logs
        and state in ('succeeded', 'failed')
    group by all
)

select
    isodow(timezone($timezone, timezone('UTC', hour))) as weekday,
    hour(timezone($timezone, timezone('UTC', hour))) as hour_of_day,
    avg(tasks) as tasks
from counted
group by weekday, hour_of_day
order by weekday, hour_of_day;
