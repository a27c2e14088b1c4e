-- title: A source fell silent
-- severity: warning
-- labels: component=logs
-- every: 1m
-- when: value > threshold
-- recovers: value <= threshold
-- parameters: least_minutes = 15, window = 1d, at_least = 100
-- unit: minutes
-- summary: {source} of {service} says nothing for {value}
-- The bound is ten times the longest of its usual pauses (a hundredth of them is longer), and at least `least_minutes`. A pause is between
-- two minutes in which it said something.
with
    minutes as (
        select
            service,
            source,
            time_bucket(interval 1 minute, ts) as minute,
            count(*) as records,
            max(ts) as last_ts
        from logs
        where ts >= $from
            and ts < $to
        group by service, source, minute
    ),
    pauses as (
        select
            minutes.*,
            epoch(minute - lag(minute) over (partition by service, source order by minute)) / 60 as pause
        from minutes
    )
select
    service,
    source,
    epoch($to - max(last_ts)) / 60 as value,
    greatest($least_minutes, 10 * quantile_cont(pause, 0.99)) as threshold
from pauses
group by service, source
having sum(records) >= $at_least;

-- example: a record a minute, then none for an hour
-- given: logs from 00:00 to 03:00 every 1m: service=shop, source=app
-- given: logs from 04:00 to 04:30 every 1m: service=shop, source=app
-- then: fires at 03:15: source=app
-- then: resolves at 04:01: source=app
