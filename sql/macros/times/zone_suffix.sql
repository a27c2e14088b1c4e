-- title: The offset or zone name in a text
-- grain: scalar
-- parameters: zone
-- needs: zone_offset
-- What to write behind a time without a zone so that DuckDB reads it there: `Z`, `+05:30`, ` Europe/Berlin`; null for what
-- names no zone for certain. Offsets with or without UTC or GMT before them, names of the tz database that have an area,
-- and the abbreviations of zone_offset. Whether a name of the right form is one, only the cast to a timestamp tells.
create or replace macro zone_suffix(zone) as
    case
        when zone is null or zone = '' then null
        when regexp_full_match(zone, '(?i:z|utc|gmt|ut|etc/utc|zulu)') then 'Z'
        when regexp_full_match(zone, '(?i:utc|gmt)?[+-]\d\d?(?::?\d\d)?(?::?\d\d)?') then concat(
            regexp_extract(zone, '[+-]'),
            lpad(regexp_extract(zone, '[+-](\d\d?)', 1), 2, '0'),
            ':',
            rpad(regexp_extract(zone, '[+-]\d\d?:?(\d\d)', 1), 2, '0')
        )
        when regexp_full_match(zone, '[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}') then ' ' || zone
        else zone_offset(upper(zone))
    end;
