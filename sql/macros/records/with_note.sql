-- title: Attributes with a note about the record
-- grain: scalar
-- parameters: attributes, note
-- needs:
-- Adds `note`, members of an object as JSON text, to the key `_longtail`, which stands last where a time was flagged
-- before (with_time_flag.sql), and leaves the others as they are written; null becomes an object.
create or replace macro with_note(attributes, note) as (
    case
        when attributes is null then '{"_longtail":{'
        when regexp_matches(attributes::varchar, '"_longtail":\{"time":"\w+"\}\}$') then left(attributes::varchar, -2) || ','
        else regexp_replace(attributes::varchar, '\}\s*$', ',"_longtail":{')
    end
    || note || '}}'
)::json;
