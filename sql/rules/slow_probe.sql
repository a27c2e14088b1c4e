-- title: A probe is slow
-- severity: warning
-- labels: component=health
-- for: 5m
-- when: value > threshold
-- recovers: value < threshold * 0.8
-- parameters: api_ms = 500, database_ms = 100, redis_ms = 50, window = 5m
-- unit: ms
-- summary: {probe} answers in {value} on average
-- evidence: probe
-- also: api_latency, database_latency, redis_latency
select
    probe,
    kind,
    avg(latency_ms) as value,
    case
        when kind in ('postgresql', 'mysql') then $database_ms
        when kind = 'redis' then $redis_ms
        else $api_ms
    end as threshold
from probe_results
where ts >= $from
    and ts < $to
    and kind in ('http', 'postgresql', 'mysql', 'redis')
    and latency_ms is not null
group by probe, kind;

-- example: a database takes 300 ms for a quarter of an hour, which a site may
-- given: probe_results from 00:00 to 00:10 every 30s: probe=db, kind=postgresql, latency_ms=5
-- given: probe_results from 00:10 to 00:25 every 30s: probe=db, kind=postgresql, latency_ms=300
-- given: probe_results from 00:25 to 00:40 every 30s: probe=db, kind=postgresql, latency_ms=5
-- given: probe_results from 00:00 to 00:40 every 30s: probe=shop, kind=http, latency_ms=300
-- then: fires at 00:17:00: probe=db
-- then: resolves at 00:29:00: probe=db
