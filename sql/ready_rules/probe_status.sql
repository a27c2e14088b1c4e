-- ready: A probe's status
-- about: Whether a probe is unhealthy, or not even well.
-- ask probe: probe; Which probe
-- ask status: choice (unhealthy, degraded); Fires when it is
-- ask for: duration = 1m; For at least
-- severity: [[severity]]
-- for: [[for]]
-- when: value >= 1
-- parameters: window = 15m
-- no data: keep
-- summary: {probe} does not work as it should ({target})
-- evidence: probe
select
    probe,
    kind,
    target,
    (max_by(state, ts) in ('unhealthy', '[[status]]'))::integer as value
from probe_results
where ts >= $from
    and ts < $to
    and probe = [[probe]]
group by probe, kind, target

-- example: it is down for four minutes
-- given: probe_results from 00:00 to 00:05 every 30s: probe=shop, kind=http, target=shop, state=healthy
-- given: probe_results from 00:05 to 00:09 every 30s: probe=shop, kind=http, target=shop, state=unhealthy
-- given: probe_results from 00:09 to 00:20 every 30s: probe=shop, kind=http, target=shop, state=degraded
-- then: fires at 00:06:30: probe=shop, kind=http
-- then: resolves at 00:09:30: probe=shop
