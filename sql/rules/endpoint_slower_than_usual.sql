-- title: Slower than usual
-- severity: warning
-- labels: component=api
-- every: 5m
-- for: 10m
-- when: value > threshold
-- recovers: value < threshold * 0.9 for 10m
-- looks back: 29d in endpoint_hours
-- parameters: deviations = 4, at_least_ms = 100, window = 15m, at_least = 50
-- unit: ms
-- summary: 95 % of {method} {route} of {service} took up to {value} in {window}; at this hour of the week up to {threshold} is usual
-- evidence: slow_requests
-- The band ends at the median of the same hour in the four weeks before, plus `deviations` times their median absolute deviation (as a
-- standard deviation, 1.4826 times), and at least a third more. Two weeks of logs are needed, and `at_least` requests now.
with
    usual as (
        select
            endpoint_hours.service,
            endpoint_hours.method,
            endpoint_hours.route,
            median(endpoint_hours.p95_ms) as middle,
            1.4826 * mad(endpoint_hours.p95_ms) as deviation
        from endpoint_hours
        where endpoint_hours.hour in (
            date_trunc('hour', $from) - interval 7 days,
            date_trunc('hour', $from) - interval 14 days,
            date_trunc('hour', $from) - interval 21 days,
            date_trunc('hour', $from) - interval 28 days
        )
            and endpoint_hours.p95_ms is not null
        group by endpoint_hours.service, endpoint_hours.method, endpoint_hours.route
        having count(*) >= 2
    ),
    now_seen as (
        select
            service,
            method,
            route,
            quantile_cont(duration_ms, 0.95) as value
        from requests
        where ts >= $from
            and ts < $to
            and duration_ms is not null
        group by service, method, route
        having count(*) >= $at_least
    )
select
    now_seen.service,
    now_seen.method,
    now_seen.route,
    now_seen.value,
    greatest(usual.middle + $deviations * usual.deviation, usual.middle * 4 / 3, $at_least_ms) as threshold
from now_seen
inner join usual
    on usual.service is not distinct from now_seen.service
    and usual.method is not distinct from now_seen.method
    and usual.route is not distinct from now_seen.route;

-- example: two seconds for twenty minutes, where a fifth of a second is usual
-- given: endpoint_hours at 00:00: service=shop, method=GET, route=/cart, p95_ms=200, requests=4000
-- given: endpoint_hours at 7d 00:00: service=shop, method=GET, route=/cart, p95_ms=220, requests=4200
-- given: endpoint_hours at 14d 00:00: service=shop, method=GET, route=/cart, p95_ms=180, requests=3800
-- given: requests from 21d 00:00 to 21d 00:20 every 5s: service=shop, method=GET, route=/cart, duration_ms=100
-- given: requests from 21d 00:20 to 21d 00:40 every 5s: service=shop, method=GET, route=/cart, duration_ms=2000
-- given: requests from 21d 00:40 to 21d 01:30 every 5s: service=shop, method=GET, route=/cart, duration_ms=100
-- then: fires at 21d 00:35: service=shop, route=/cart
-- then: resolves at 21d 01:05: service=shop, route=/cart
-- example: no history, no bound
-- given: requests from 00:00 to 01:00 every 5s: service=shop, method=GET, route=/cart, duration_ms=5000
-- then: nothing
