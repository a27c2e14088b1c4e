-- title: Celery tasks take long
-- severity: warning
-- labels: component=celery
-- for: 5m
-- when: value > $threshold
-- recovers: value < $threshold * 0.8 for 5m
-- parameters: threshold = 60, window = 10m, at_least = 5
-- unit: seconds
-- summary: The task {task} took {value} on average in {window}
-- evidence: logs
-- also: HighCeleryTaskExecutionTime
select
    coalesce(labels['name'], labels['task'], '') as task,
    sum(increase) filter (ends_with(name, '_sum')) / sum(increase) filter (ends_with(name, '_count')) as value
from samples_by_minute
where ts >= $from
    and ts < $to
    and regexp_full_match(name, 'celery_tasks?_runtime(_seconds)?_(sum|count)')
group by task
having sum(increase) filter (ends_with(name, '_count')) >= $at_least;

-- example: runs take ten minutes each
-- given: samples_by_minute from 00:00 to 00:40 every 1m: name=celery_task_runtime_count, labels={name=mail}, increase=1
-- given: samples_by_minute from 00:00 to 00:10 every 1m: name=celery_task_runtime_sum, labels={name=mail}, increase=2
-- given: samples_by_minute from 00:10 to 00:20 every 1m: name=celery_task_runtime_sum, labels={name=mail}, increase=600
-- given: samples_by_minute from 00:20 to 00:40 every 1m: name=celery_task_runtime_sum, labels={name=mail}, increase=2
-- then: fires at 00:16:30: task=mail
-- then: resolves at 00:34:30: task=mail
