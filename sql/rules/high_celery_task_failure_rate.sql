-- title: Many Celery tasks fail
-- severity: warning
-- labels: component=celery
-- for: 5m
-- when: value > $threshold
-- critical when: value > $critical
-- recovers: value < $threshold * 0.8 for 5m
-- parameters: threshold = 0.10, critical = 0.5, window = 10m, at_least = 10
-- unit: ratio
-- summary: {value} of the tasks {task} failed in {window}
-- evidence: errors
-- also: HighCeleryTaskFailureRate
-- From Celery's events or an exporter.
select
    coalesce(labels['name'], labels['task'], '') as task,
    sum(increase) filter (celery_state(name, labels) = 'failed') / sum(increase) as value
from samples_by_minute
where ts >= $from
    and ts < $to
    and starts_with(name, 'celery_task')
    and celery_state(name, labels) in ('failed', 'succeeded')
group by task
having sum(increase) >= $at_least;

-- example: all runs of ten minutes fail
-- given: samples_by_minute from 00:00 to 00:40 every 1m: name=celery_task_succeeded_total, labels={name=mail}, increase=10
-- given: samples_by_minute from 00:10 to 00:20 every 1m: name=celery_task_failed_total, labels={name=mail}, increase=90
-- given: samples_by_minute from 00:20 to 00:40 every 1m: name=celery_task_succeeded_total, labels={name=mail}, increase=90
-- then: fires at 00:16:30: task=mail, severity=critical
-- then: resolves at 00:34:30: task=mail
