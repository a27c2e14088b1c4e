-- title: A time without a zone in the most common form
-- grain: scalar
-- parameters: value
-- needs:
-- ISO 8601 with T or a space, to the second, millisecond or microsecond, as UTC; null for all other forms. A cast would pass over
-- an offset.
create or replace macro quick_plain_time(value) as
    case
        when value like '____-__-__ __:__:__%' or value like '____-__-__T__:__:__%' then
            case
                when strlen(value) = 19 then try_cast(value as timestamp)
                when strlen(value) not in (23, 26) or value[20] not in (',', '.') or contains(value[20:], '+') or contains(value[20:], '-') then null
                when value[20] = ',' then try_cast(replace(value, ',', '.') as timestamp)
                else try_cast(value as timestamp)
            end
    end;
