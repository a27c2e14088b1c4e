-- title: A duration that is a number
-- grain: scalar
-- parameters: value, factor
-- needs:
-- Milliseconds; null for all that is not a number, which duration_of reads.
create or replace macro quick_duration(value, factor) as
    case when try_cast(value as double) >= 0 and isfinite(try_cast(value as double)) then try_cast(value as double) * factor end;
