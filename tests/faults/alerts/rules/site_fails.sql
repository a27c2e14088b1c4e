-- title: A site fails
-- severity: critical
-- every: 5s
-- when: value >= 1
-- parameters: window = 2m
-- no data: keep
-- summary: {probe} fails
select
    probe,
    (max_by(state, ts) = 'unhealthy')::integer as value
from probe_results
where ts >= $from
    and ts < $to
group by probe;
