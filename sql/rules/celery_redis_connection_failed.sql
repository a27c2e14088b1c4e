-- title: Celery cannot reach its Redis
-- severity: critical
-- labels: component=celery
-- when: value >= $threshold
-- recovers: value < 1
-- parameters: threshold = 3, window = 2m
-- summary: {service} lost its broker {value} times in {window}
-- evidence: logs
-- also: CeleryRedisConnectionFailed
-- What Celery and redis-py log of a broker that is gone.
select
    coalesce(service, '') as service,
    count(*) filter (
        contains(message, 'Cannot connect to redis')
        or (contains(message, 'Connection to broker lost') and contains(coalesce(logger, ''), 'celery'))
        or (error_type like '%redis%ConnectionError%' and contains(coalesce(logger, ''), 'celery'))
    ) as value
from logs
where ts >= $from
    and ts < $to
    and level in ('WARNING', 'ERROR', 'CRITICAL')
group by service;

-- example: the broker is gone for two minutes
-- given: logs from 00:00 to 00:20 every 20s: service=worker, level=WARNING, message='slow', logger=celery.worker
-- given: logs from 00:05 to 00:07 every 10s: service=worker, level=ERROR, message='consumer: Cannot connect to redis://broker:6379/0: refused'
-- then: fires at 00:05:30: service=worker
-- then: resolves at 00:09:00: service=worker
