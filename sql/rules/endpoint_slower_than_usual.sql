-- title: Slower than usual
-- severity: warning
-- labels: component=api
-- every: 1m
-- for: 10m
-- when: value > threshold
-- recovers: value < threshold * 0.9 for 10m
-- looks back: 28d
-- parameters: deviations = 4, at_least_ms = 100, window = 15m, at_least = 50, weeks = 4
-- unit: ms
-- summary: 95 % of the requests to {service} took up to {value} in {window}, more than usual at this hour of the week
-- evidence: slow_requests
-- The bound is the median of the same hour in the weeks before, plus `deviations` times their median absolute deviation (as a standard
-- deviation, 1.4826 times), and at least a third more. Two weeks of logs are needed.
with
    usual as (
        select
            service,
            median(p95_ms) as middle,
            1.4826 * mad(p95_ms) as deviation
        from hourly_stats
        where hour >= date_trunc('hour', $from) - interval 28 days
            and hour < date_trunc('hour', $from)
            and epoch(date_trunc('hour', $from) - hour) % 604800 = 0
            and p95_ms is not null
        group by service
        having count(*) >= 2
    ),
    now_seen as (
        select
            service,
            quantile_cont(duration_ms, 0.95) as value
        from requests
        where ts >= $from
            and ts < $to
            and duration_ms is not null
        group by service
        having count(*) >= $at_least
    )
select
    now_seen.service,
    now_seen.value,
    greatest(usual.middle + $deviations * usual.deviation, usual.middle * 4 / 3, $at_least_ms) as threshold
from now_seen
inner join usual on usual.service is not distinct from now_seen.service;

-- example: two seconds for twenty minutes, where a fifth of a second is usual
-- given: hourly_stats at 00:00: service=shop, p95_ms=200, requests=4000
-- given: hourly_stats at 7d 00:00: service=shop, p95_ms=220, requests=4200
-- given: hourly_stats at 14d 00:00: service=shop, p95_ms=180, requests=3800
-- given: requests from 21d 00:00 to 21d 00:20 every 5s: service=shop, duration_ms=100
-- given: requests from 21d 00:20 to 21d 00:40 every 5s: service=shop, duration_ms=2000
-- given: requests from 21d 00:40 to 21d 01:30 every 5s: service=shop, duration_ms=100
-- then: fires at 21d 00:31: service=shop
-- then: resolves at 21d 01:05: service=shop
-- example: no history, no bound
-- given: requests from 00:00 to 01:00 every 5s: service=shop, duration_ms=5000
-- then: nothing
