-- title: A short text that is one value
-- grain: scalar
-- parameters: value
-- needs:
-- Null for nothing (empty, "-") and for JSON objects and arrays.
create or replace macro scalar_text(value) as
    case
        when value in ('', '-') then null
        when (starts_with(value, '{') or starts_with(value, '[')) and json_valid(value) then null
        else value
    end;
