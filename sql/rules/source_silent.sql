-- title: A source fell silent
-- severity: warning
-- labels: component=logs
-- every: 1m
-- when: value > threshold
-- recovers: value <= threshold
-- parameters: least_minutes = 15, window = 1d, at_least = 100
-- unit: minutes
-- summary: {source} of {service} says nothing for {value}
-- The bound is ten times the longest of its usual pauses (a hundredth of them is longer), and at least `least_minutes`.
with pauses as (
    select
        service,
        source,
        ts,
        epoch(ts - lag(ts) over (partition by service, source order by ts)) / 60 as pause
    from logs
    where ts >= $from
        and ts < $to
)
select
    service,
    source,
    epoch($to - max(ts)) / 60 as value,
    greatest($least_minutes, 10 * quantile_cont(pause, 0.99)) as threshold
from pauses
group by service, source
having count(*) >= $at_least;

-- example: a record a minute, then none for an hour
-- given: logs from 00:00 to 03:00 every 1m: service=shop, source=app
-- given: logs from 04:00 to 04:30 every 1m: service=shop, source=app
-- then: fires at 03:15: source=app
-- then: resolves at 04:01: source=app
