-- ready: Error rate
-- about: The share of requests that fail, for each service.
-- ask threshold: percent = 5; Fires above
-- ask service: service?; Only this service
-- ask at_least: number = 20; With at least so many requests
-- ask window: duration = 5m; Counted over
-- ask for: duration = 5m; When it holds for
-- severity: [[severity]]
-- for: [[for]]
-- when: value > $threshold
-- recovers: value < $threshold * 0.8
-- parameters: threshold = [[threshold]], window = [[window]], at_least = [[at_least]]
-- unit: ratio
-- summary: {value} of the requests to {service} failed in {window}
-- evidence: errors
select
    service,
    sum(failed) / sum(requests) as value
from requests_by_minute
where minute >= $from
    and minute < $to
    and service = [[service]]
group by service
having sum(requests) >= $at_least

-- example: a quarter of the requests fails for twelve minutes
-- given: requests_by_minute from 00:00 to 00:30 every 1m: service=shop, requests=75, failed=0
-- given: requests_by_minute from 00:05 to 00:17 every 1m: service=shop, requests=25, failed=25
-- then: fires at 00:11:00: service=shop
-- then: resolves at 00:21:30: service=shop
