-- title: The name of a status class
-- grain: scalar
-- parameters: status_class
-- needs:
-- `2xx` for 2, as people write it; the empty text for none. Named one by one: to join texts costs more for every record.
create or replace macro status_name(status_class) as
    case status_class
        when 2 then '2xx'
        when 4 then '4xx'
        when 3 then '3xx'
        when 5 then '5xx'
        when 1 then '1xx'
        when 0 then '0xx'
        else ''
    end;
