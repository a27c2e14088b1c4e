-- title: A text that is a single value; null for JSON objects and lists
-- grain: scalar
-- parameters: value
-- needs:
-- Null for nothing (empty, "-", "--") and for JSON objects and arrays. Most values are told by comparing, which is quick.
create or replace macro scalar_text(value) as
    case
        when value < '{' and not (value >= '[' and value < '\') and value <> '-' and value <> '' and value <> '--' then value
        when value in ('', '-', '--') then null
        when (starts_with(value, '{') or starts_with(value, '[')) and json_valid(value) then null
        else value
    end;
