-- title: Records in the text of their wrapper
-- grain: line
-- parameters: $pointer, $patch
-- needs:
-- Of the objects in `wrapped`, whose key at $pointer holds text: the object that this text is, with the rest of the line
-- (what merging $patch leaves) under `_wrapper`; null where the text is not an object and the line itself is the record.
-- Lines where that is not plain to see are left out.
select
    position,
    case
        when not starts_with(text, '{') then null
        when wrapper = '{}' then text
        else '{"_wrapper":' || wrapper || ',' || substr(text, 2)
    end as line
from (
    select
        position,
        json_extract_string(line, $pointer) as text,
        json_merge_patch(line, $patch)::varchar as wrapper
    from wrapped
    where json_type(line, $pointer) = 'VARCHAR'
)
where (starts_with(text, '{"') and (ends_with(text, '}') or ends_with(text, e'}\n')))
    or regexp_matches(text, '^[!-z|}~\p{L}]')
    and not starts_with(text, '{')
order by position
