-- title: A time in the most common form
-- grain: scalar
-- parameters: value
-- needs:
-- ISO 8601 with the zone UTC; null for all other forms, which parse_time reads. Plain comparisons cost less than reading
-- single characters.
create or replace macro quick_time(value) as
    case
        when value >= '0' and value < ':' and value like '____-%' and (ends_with(value, '+00:00') or ends_with(value, 'Z')) then
            try_cast(value as timestamp)
    end;
