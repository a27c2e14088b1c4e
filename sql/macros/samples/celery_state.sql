-- title: The state of Celery's tasks that a counter counts
-- grain: scalar
-- parameters: name, labels
-- needs:
-- Of danihodovic's celery-exporter (celery_task_succeeded_total) and of OvalMoney's (celery_tasks_total with a label state), in the words
-- of the first. Null for any other name.
create or replace macro celery_state(name, labels) as
    case
        when name = 'celery_tasks_total' then
            case labels['state']
                when 'PENDING' then 'sent'
                when 'RECEIVED' then 'received'
                when 'STARTED' then 'started'
                when 'SUCCESS' then 'succeeded'
                when 'FAILURE' then 'failed'
                when 'RETRY' then 'retried'
                when 'REVOKED' then 'revoked'
                when 'REJECTED' then 'rejected'
            end
        else nullif(regexp_extract(name, '^celery_task_(sent|received|started|succeeded|failed|rejected|revoked|retried)_total$', 1), '')
    end;
