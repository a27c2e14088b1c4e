-- title: The error message in a text of any form
-- grain: scalar
-- parameters: value
-- needs: exception_name, is_stack
-- "ValueError: bad" gives bad, "user not found" itself; null for flags, stacks, objects and lists.
create or replace macro loose_error_message(value) as
    case
        when value is null or regexp_full_match(value, '-?|true|false|null|None|<?nil>?|[01]') then null
        when (starts_with(value, '{') or starts_with(value, '[')) and json_valid(value) then null
        when starts_with(value, '[object] (') then
            nullif(regexp_extract(value, '^\[object\] \([0-9A-Za-z_\\]+\(code: [^)]*\): (.*?) at [^\n]*:\d+\)', 1), '')
        when is_stack(value) then null
        when exception_name(value) is not null and contains(value, ': ') then
            coalesce(nullif(trim(substr(value, strpos(value, ': ') + 2)), ''), value)
        else value
    end;
