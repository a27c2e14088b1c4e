-- title: Attributes with a flag for the time of the record
-- grain: scalar
-- parameters: attributes, word
-- needs:
-- Adds the key `_longtail` as the last one, and leaves the others as they are written; null becomes an object.
create or replace macro with_time_flag(attributes, word) as (
    if(attributes is null, '{', regexp_replace(attributes::varchar, '\}\s*$', ','))
    || '"_longtail":{"time":"' || word || '"}}'
)::json;
