-- title: A timestamp from a date and a time of day
-- grain: scalar
-- parameters: day, clock, zone
-- needs: iso_time, written_time
-- Two texts, of two keys; null where either is more or less than that. `zone` as in parse_time.
create or replace macro time_of_day(day, clock, zone) as
    case
        when length(day) between 8 and 16
            and regexp_full_match(clock, '[T ]?\d\d?:\d\d(?::\d\d(?:[.,:]\d+)?)?(?:\s*[AaPp][Mm])?\s*(?:[+-]\d\d:?\d\d|[A-Z]{1,5})?') then
            coalesce(iso_time(day || ' ' || ltrim(clock, 'T '), zone), written_time(day || ' ' || ltrim(clock, 'T '), zone))
    end;
