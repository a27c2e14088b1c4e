-- title: Far less traffic than usual
-- severity: warning
-- labels: component=api
-- every: 1m
-- for: 10m
-- when: value < $threshold
-- recovers: value > $threshold * 1.5 for 5m
-- looks back: 29d in endpoint_hours
-- parameters: threshold = 0.3, window = 15m, at_least = 100
-- unit: ratio
-- summary: {service} gets {value} of the requests that it usually gets at this hour of the week
-- Against the median of the same hour in the four weeks before; two weeks of logs are needed, and `at_least` usual requests in the window.
with
    hours as (
        select
            service,
            hour,
            sum(requests) as requests
        from endpoint_hours
        where hour in (
            date_trunc('hour', $from) - interval 7 days,
            date_trunc('hour', $from) - interval 14 days,
            date_trunc('hour', $from) - interval 21 days,
            date_trunc('hour', $from) - interval 28 days
        )
        group by service, hour
    ),
    usual as (
        select
            service,
            median(requests) * epoch($window) / 3600 as requests
        from hours
        group by service
        having count(*) >= 2
    ),
    now_seen as (
        select
            service,
            count(*) as requests
        from requests
        where ts >= $from
            and ts < $to
        group by service
    )
select
    usual.service,
    coalesce(now_seen.requests, 0) / usual.requests as value
from usual
left join now_seen on now_seen.service is not distinct from usual.service
where usual.requests >= $at_least;

-- example: nearly nobody comes for half an hour
-- given: endpoint_hours at 00:00: service=shop, p95_ms=200, requests=4000
-- given: endpoint_hours at 7d 00:00: service=shop, p95_ms=220, requests=4200
-- given: endpoint_hours at 14d 00:00: service=shop, p95_ms=180, requests=3800
-- given: requests from 20d 23:30 to 21d 00:10 every 1s: service=shop
-- given: requests from 21d 00:10 to 21d 00:40 every 20s: service=shop
-- given: requests from 21d 00:40 to 21d 01:00 every 1s: service=shop
-- then: fires at 21d 00:31: service=shop
-- then: resolves at 21d 00:53: service=shop
-- example: no history, no bound
-- given: requests from 00:00 to 01:00 every 5m: service=shop
-- then: nothing
