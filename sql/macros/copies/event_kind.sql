-- title: The kind of event of a record: `request`, or its level
-- grain: scalar
-- parameters: level, error_type, method, path, status
-- needs: is_request
-- `request`, else the level; an exception without a level is an ERROR. Only records of one kind can be about the same event.
create or replace macro event_kind(level, error_type, method, path, status) as
    case
        when is_request(method, path, status) then 'request'
        else coalesce(level, case when error_type is not null then 'ERROR' end, '')
    end;
