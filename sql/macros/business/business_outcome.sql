-- title: What became of a business event
-- grain: scalar
-- parameters: said, event, level, succeeded, failed
-- needs:
-- succeeded, failed, or other (it is still going on, or the word is not known). `said` is the word of the record, else the
-- last word of the event's name (`mail_failed`). An event that says nothing has happened: it failed only where its level is
-- ERROR or CRITICAL. Numbers are HTTP statuses: from 400 on they failed.
create or replace macro business_outcome(said, event, level, succeeded, failed) as
    case
        when said is not null then
            case
                when list_contains(failed, lower(said)) then 'failed'
                when list_contains(succeeded, lower(said)) then 'succeeded'
                when try_cast(said as integer) between 100 and 599 then if(said::integer >= 400, 'failed', 'succeeded')
                else 'other'
            end
        when list_contains(failed, lower(regexp_extract(event, '([A-Za-z]+)$', 1))) then 'failed'
        when level in ('ERROR', 'CRITICAL') then 'failed'
        else 'succeeded'
    end;
