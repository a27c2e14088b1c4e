-- title: A certificate ends soon
-- severity: warning
-- labels: component=health
-- every: 5m
-- when: value < $threshold
-- critical when: value < $critical
-- recovers: value > $threshold
-- parameters: threshold = 14, critical = 3, window = 6h
-- no data: keep
-- unit: days
-- summary: The certificate of {target} ends in {value}
-- evidence: probe
select
    probe,
    target,
    max_by(try_cast((details ->> 'days_left') as double), ts) as value
from probe_results
where ts >= $from
    and ts < $to
    and kind = 'tls'
    and (details ->> 'days_left') is not null
group by probe, target;

-- example: it is renewed two days before its end
-- given: probe_results at 00:00: probe=shop, kind=tls, target=shop, details='{"days_left": 20}'
-- given: probe_results at 01:00: probe=shop, kind=tls, target=shop, details='{"days_left": 13.5}'
-- given: probe_results at 02:00: probe=shop, kind=tls, target=shop, details='{"days_left": 2}'
-- given: probe_results at 03:00: probe=shop, kind=tls, target=shop, details='{"days_left": 90}'
-- then: fires at 01:05: probe=shop, severity=critical
-- then: resolves at 03:05: probe=shop
