-- title: A moment out of a number
-- grain: scalar
-- parameters: value
-- needs:
-- Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by magnitude: 1e8 seconds is 1973, 1e11 is
-- the year 5138. Smaller numbers are no times.
create or replace macro epoch_time(value) as
    case
        when value < 1e8 or not isfinite(value) then null
        when value < 1e11 then make_timestamp(floor(value)::bigint * 1000000 + round((value - floor(value)) * 1e6)::bigint)
        when value < 1e14 then make_timestamp(round(value * 1e3)::bigint)
        when value < 1e17 then make_timestamp(round(value)::bigint)
        when value < 1e20 then make_timestamp(floor(value / 1e3)::bigint)
    end;
