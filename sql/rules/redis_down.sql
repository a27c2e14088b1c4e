-- title: Redis down
-- severity: critical
-- labels: component=redis
-- for: 1m
-- when: value >= 1
-- recovers: value < 1
-- parameters: window = 5m
-- no data: keep
-- summary: {probe} does not answer ({target})
-- evidence: probe
-- also: RedisDown, redis_connection_fail
-- The probe's own status, which follows its results after several alike in a row.
select
    probe,
    target,
    (max_by(state, ts) = 'unhealthy')::integer as value
from probe_results
where ts >= $from
    and ts < $to
    and kind = 'redis'
group by probe, target;

-- example: it is down for three minutes
-- given: probe_results from 00:00 to 00:20 every 30s: probe=main, kind=redis, target=db, status=healthy, state=healthy
-- given: probe_results from 00:05:10 to 00:08:10 every 30s: probe=main, kind=redis, target=db, status=unhealthy, state=unhealthy
-- given: probe_results from 00:05:00 to 00:05:01 every 30s: probe=main, kind=redis, target=db, status=healthy, state=healthy
-- then: fires at 00:06:30: probe=main, severity=critical
-- then: resolves at 00:08:30: probe=main
