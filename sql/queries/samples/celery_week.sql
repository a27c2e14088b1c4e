-- title: Celery's tasks by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: names, from_logs, hours_until, minutes_until, from_ts, to_ts, services, hosts, timezone
-- needs: measured, celery_state, celery_log_events
-- In the viewer's time zone; weekday 1 is Monday. Tasks that ended in an hour, on average of the hours with any.
with counted as (
    select
        date_trunc('hour', ts) as hour,
        sum(increase) as tasks
    from measured($names, $from_ts, $hours_until, $minutes_until, $to_ts)
    where not $from_logs
        and celery_state(name, labels) in ('succeeded', 'failed')
    group by all
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
where tasks is not null
group by weekday, hour_of_day
order by weekday, hour_of_day;
