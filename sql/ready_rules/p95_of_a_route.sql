-- ready: p95 of a route
-- about: What 95 % of the requests to a route take at most, for each service.
-- ask threshold: number = 1000; Fires above (ms)
-- ask route: route?; Only this route
-- ask service: service?; Only this service
-- ask at_least: number = 20; With at least so many requests
-- ask window: duration = 5m; Measured over
-- ask for: duration = 5m; When it holds for
-- severity: [[severity]]
-- for: [[for]]
-- when: value > $threshold
-- recovers: value < $threshold * 0.8
-- parameters: threshold = [[threshold]], window = [[window]], at_least = [[at_least]]
-- unit: ms
-- summary: 95 % of the requests to {route} of {service} took up to {value} in {window}
-- evidence: slow_requests
select
    service,
    route,
    quantile_cont(duration_ms, 0.95) as value
from requests
where ts >= $from
    and ts < $to
    and duration_ms is not null
    and route = [[route]]
    and service = [[service]]
group by service, route
having count(*) >= $at_least

-- example: one route is slow for a quarter of an hour
-- given: requests from 00:00 to 01:00 every 10s: service=shop, route=/pay, duration_ms=80
-- given: requests from 00:00 to 01:00 every 10s: service=shop, route=/cart, duration_ms=80
-- given: requests from 00:10 to 00:25 every 5s: service=shop, route=/pay, duration_ms=1800
-- then: fires at 00:15:30: route=/pay
-- then: resolves at 00:30:00: route=/pay
