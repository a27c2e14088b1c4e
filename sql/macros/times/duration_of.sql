-- title: Milliseconds from a number with a known unit, or from text
-- grain: scalar
-- parameters: value, factor
-- needs: quick_duration, parse_duration
-- `factor` is the milliseconds in the unit of a bare number; words bring their own unit.
create or replace macro duration_of(value, factor) as
    coalesce(
        quick_duration(value, factor),
        case when try_cast(value as double) is null then parse_duration(value) end
    );
