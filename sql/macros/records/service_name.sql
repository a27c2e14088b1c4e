-- title: The name of a service
-- grain: scalar
-- parameters: value
-- needs: scalar_text
-- Null for what is none: nothing, an object, and a duration, which routers write under this key (`service=23ms`).
create or replace macro service_name(value) as
    case
        when value < '0' or value >= ':' then scalar_text(value)
        when not regexp_full_match(value, '\d+(?:\.\d+)? ?(?:ns|[uµμ]?s|ms|m)') then scalar_text(value)
    end;
