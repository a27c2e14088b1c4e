-- title: A probe is unhealthy
-- severity: error
-- labels: component=health
-- for: 1m
-- when: value >= 1
-- recovers: value < 1
-- parameters: window = 15m
-- no data: keep
-- summary: {probe} does not work ({target})
-- evidence: probe
-- All kinds but databases and Redis, which have rules of their own.
select
    probe,
    kind,
    target,
    (max_by(state, ts) = 'unhealthy')::integer as value
from probe_results
where ts >= $from
    and ts < $to
    and kind not in ('postgresql', 'mysql', 'redis')
group by probe, kind, target;

-- example: a site is down for four minutes
-- given: probe_results from 00:00 to 00:05 every 30s: probe=shop, kind=http, target=shop, state=healthy
-- given: probe_results from 00:05 to 00:09 every 30s: probe=shop, kind=http, target=shop, state=unhealthy
-- given: probe_results from 00:09 to 00:20 every 30s: probe=shop, kind=http, target=shop, state=healthy
-- then: fires at 00:06:30: probe=shop, kind=http
-- then: resolves at 00:09:30: probe=shop
