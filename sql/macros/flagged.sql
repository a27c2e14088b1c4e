-- title: Attributes with a word on the record's time
-- grain: scalar
-- parameters: attributes, word
-- needs:
-- flagged(attributes, word): puts `_longtail` first, so that it is found without reading the rest; null attributes
-- become an object.
create or replace macro flagged(attributes, word) as (
    '{"_longtail":{"time":"' || word || '"}'
    || if(attributes is null, '}', ',' || substr(ltrim(attributes::varchar), 2))
)::json;
