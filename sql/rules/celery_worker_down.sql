-- title: A Celery worker is down
-- severity: critical
-- labels: component=celery
-- for: 1m
-- when: value < 1
-- recovers: value >= 1
-- parameters: window = 5m
-- no data: keep
-- summary: {worker} says nothing any more
-- evidence: logs
-- also: CeleryWorkerDown
select
    coalesce(labels['hostname'], labels['worker'], '') as worker,
    max_by(value, ts) as value
from samples
where name in ('celery_worker_up', 'celery_workers')
    and ts >= $from
    and ts < $to
group by worker;

-- example: a worker is killed, and comes back
-- given: samples from 00:00 to 00:05 every 15s: name=celery_worker_up, labels={hostname=w1}, value=1
-- given: samples from 00:05 to 00:08 every 15s: name=celery_worker_up, labels={hostname=w1}, value=0
-- given: samples from 00:08 to 00:12 every 15s: name=celery_worker_up, labels={hostname=w1}, value=1
-- then: fires at 00:06:30: worker=w1, severity=critical
-- then: resolves at 00:08:30: worker=w1
