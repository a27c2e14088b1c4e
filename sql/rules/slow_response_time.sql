-- title: Slow on average
-- severity: warning
-- labels: component=api
-- for: 5m
-- when: value > $threshold
-- recovers: value < $threshold * 0.8 for 5m
-- parameters: threshold = 2000, window = 5m, at_least = 20
-- unit: ms
-- summary: Requests to {service} took {value} on average in {window}
-- evidence: slow_requests
select
    service,
    sum(total_ms) / sum(timed) as value
from requests_by_minute
where minute >= $from
    and minute < $to
group by service
having sum(timed) >= $at_least;

-- example: each request takes three seconds for ten minutes
-- given: requests_by_minute from 00:00 to 00:10 every 1m: service=shop, timed=50, total_ms=5000
-- given: requests_by_minute from 00:10 to 00:20 every 1m: service=shop, timed=50, total_ms=150000
-- given: requests_by_minute from 00:20 to 00:40 every 1m: service=shop, timed=50, total_ms=5000
-- then: fires at 00:18:30: service=shop
-- then: resolves at 00:27:30: service=shop
