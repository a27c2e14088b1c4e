-- title: Milliseconds from a number with a known unit, or from text
-- grain: scalar
-- parameters: value, factor
-- needs: parse_duration
-- `factor` is the milliseconds in the unit of a bare number; words bring their own unit.
create or replace macro duration_of(value, factor) as
    case
        when try_cast(value as double) >= 0 and isfinite(try_cast(value as double)) then try_cast(value as double) * factor
        when try_cast(value as double) is null then parse_duration(value)
    end;
