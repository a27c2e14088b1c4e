-- title: What Celery's workers log of tasks
-- grain: record
-- parameters: from_ts, to_ts, services, hosts
-- needs: filtered_logs
-- The sentences of celery.app.trace and celery.worker: task, state, and seconds where the task ended. Null states are left out.
create or replace macro celery_log_events(from_ts, to_ts, services, hosts) as table
select
    ts,
    service,
    error_id,
    error_type,
    regexp_extract(message, '([^\s\[]+)\[[0-9A-Za-z-]+\]', 1) as task,
    case
        when message like 'Task % received%' then 'received'
        when message like 'Task % succeeded in %' then 'succeeded'
        when message like 'Task % raised unexpected:%' or message like 'Task % INTERNAL ERROR:%' then 'failed'
        when message like 'Task % retry:%' then 'retried'
        when message like 'Discarding revoked task: %' then 'revoked'
        when message like 'Task % rejected%' then 'rejected'
    end as state,
    try_cast(regexp_extract(message, ' succeeded in ([0-9.e-]+)s', 1) as double) as seconds
from filtered_logs(from_ts, to_ts, services, null, null, null, hosts)
where is_record
    and (message like 'Task %[%]%' or message like 'Discarding revoked task: %')
    and state is not null;
