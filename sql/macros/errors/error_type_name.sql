-- title: The name of an exception type
-- grain: scalar
-- parameters: value
-- needs: scalar_text
-- Null for what is none: nothing, an object, and a number, which is some kind's or code's.
create or replace macro error_type_name(value) as
    case when try_cast(value as double) is null then scalar_text(value) end;
