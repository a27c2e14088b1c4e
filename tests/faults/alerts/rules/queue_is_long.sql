-- title: A queue is long
-- severity: warning
-- every: 5s
-- when: value > 100
-- parameters: window = 2m
-- no data: keep
-- summary: {value} jobs wait in {queue}
select
    labels['queue'] as queue,
    max_by(value, ts) as value
from samples
where name = 'jobs_waiting'
    and ts >= $from
    and ts < $to
group by queue;
