-- title: High error rate
-- severity: warning
-- labels: component=api
-- every: 30s
-- for: 5m
-- when: value > $threshold
-- critical when: value > $critical
-- recovers: value < $threshold * 0.8 for 5m
-- parameters: threshold = 0.05, critical = 0.10, window = 5m, at_least = 20
-- no data: ok
-- unit: ratio
-- summary: {value} of the requests to {service} failed in {window}
-- evidence: errors
-- also: HighErrorRate, api_error_rate
select
    service,
    sum(failed) / sum(requests) as value
from requests_by_minute
where minute >= $from
    and minute < $to
group by service
having sum(requests) >= $at_least;

-- example: a quarter of the requests fails for twelve minutes
-- given: requests_by_minute from 00:00 to 00:30 every 1m: service=shop, requests=75, failed=0
-- given: requests_by_minute from 00:05 to 00:17 every 1m: service=shop, requests=25, failed=25
-- then: fires at 00:11:00: service=shop, severity=critical
-- then: resolves at 00:26:30: service=shop
-- example: few requests tell nothing
-- given: requests_by_minute from 00:00 to 00:30 every 1m: service=shop, requests=3, failed=3
-- then: nothing
