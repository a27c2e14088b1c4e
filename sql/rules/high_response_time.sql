-- title: High response time
-- severity: warning
-- labels: component=api
-- for: 5m
-- when: value > $threshold
-- recovers: value < $threshold * 0.8 for 5m
-- parameters: threshold = 1000, window = 5m, at_least = 20
-- unit: ms
-- summary: 95 % of the requests to {service} took up to {value} in {window}
-- evidence: slow_requests
-- also: HighResponseTime
select
    service,
    quantile_cont(duration_ms, 0.95) as value
from requests
where ts >= $from
    and ts < $to
    and duration_ms is not null
group by service
having count(*) >= $at_least;

-- example: requests are slow for a quarter of an hour
-- given: requests from 00:00 to 01:00 every 10s: service=shop, duration_ms=80
-- given: requests from 00:10 to 00:25 every 5s: service=shop, duration_ms=1800
-- then: fires at 00:15:30: service=shop, severity=warning
-- then: resolves at 00:35:00: service=shop
