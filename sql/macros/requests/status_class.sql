-- title: The class of an HTTP status
-- grain: scalar
-- parameters: status
-- needs:
-- 1 to 5, or 0 for a number that is not an HTTP status; null in, null out.
create or replace macro status_class(status) as
    case
        when status between 100 and 599 then (status // 100)::tinyint
        when status is not null then 0::tinyint
    end;
