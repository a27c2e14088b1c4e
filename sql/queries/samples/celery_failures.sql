-- title: Failing tasks in the logs of Celery
-- grain: task × error group
-- parameters: from_ts, to_ts, services, hosts
-- needs: celery_log_events
-- What workers logged of tasks that raised, with the error group of each.
select
    task,
    error_id,
    any_value(error_type) as error_type,
    count(*) as failures,
    max(ts) as last_ts
from celery_log_events($from_ts, $to_ts, $services, $hosts)
where state = 'failed'
group by task, error_id
order by failures desc, task, error_id
limit 100;
