-- title: The path of a URL or request target
-- grain: scalar
-- parameters: value
-- needs:
-- Without scheme, host, query and fragment; null for what is not a path (a word, "None", a relative file name).
create or replace macro path_of(value) as
    case
        when starts_with(value, '/') then
            case
                when contains(value, '?') or contains(value, '#') then regexp_extract(value, '^[^?#]+')
                else value
            end
        when contains(value, '://') then
            coalesce(nullif(regexp_extract(value, '^[A-Za-z][0-9A-Za-z+.-]*://[^/?#]*([^?#]*)', 1), ''), '/')
        when value = '*' then value
    end;
