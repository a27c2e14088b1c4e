-- title: A Celery queue is long
-- severity: warning
-- labels: component=celery
-- for: 5m
-- when: value > $threshold
-- critical when: value > $critical
-- recovers: value < $threshold * 0.8 for 2m
-- parameters: threshold = 100, critical = 1000, window = 2m
-- summary: {value} tasks wait in {queue}
-- also: HighCeleryQueueLength
select
    coalesce(labels['queue_name'], labels['queue'], '') as queue,
    max_by(value, ts) as value
from samples
where name = 'celery_queue_length'
    and ts >= $from
    and ts < $to
group by queue;

-- example: 500 mails wait for a quarter of an hour
-- given: samples from 00:00 to 00:05 every 15s: name=celery_queue_length, labels={queue_name=mails}, value=3
-- given: samples from 00:05 to 00:20 every 15s: name=celery_queue_length, labels={queue_name=mails}, value=500
-- given: samples from 00:20 to 00:40 every 15s: name=celery_queue_length, labels={queue_name=mails}, value=3
-- then: fires at 00:10:30: queue=mails, severity=warning
-- then: resolves at 00:22:30: queue=mails
