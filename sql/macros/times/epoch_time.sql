-- title: A timestamp from a number since 1970 whose size decides the unit
-- grain: scalar
-- parameters: value
-- needs:
-- `value` is text. Seconds, milliseconds, microseconds or nanoseconds since 1970, distinguished by magnitude: 1e8 seconds is
-- 1973, 1e11 is the year 5138. Smaller numbers are not times. What is beyond the microsecond is cut, and not rounded: from a
-- fraction as it is written (of seconds that have ten digits, milliseconds that have thirteen), from nanoseconds as whole
-- numbers, which a double cannot hold.
create or replace macro epoch_time(value) as
    case
        when try_cast(value as double) < 1e8 then null
        when try_cast(value as double) < 1e11 then make_timestamp(
            floor(try_cast(value as double))::bigint * 1000000
            + round(
                (
                    try_cast(case when value[11] = '.' then left(value, 17) else value end as double)
                    - floor(try_cast(value as double))
                ) * 1e6
            )::bigint
        )
        when try_cast(value as double) < 1e14 then make_timestamp(
            round(try_cast(case when value[14] = '.' then left(value, 17) else value end as double) * 1e3)::bigint
        )
        when try_cast(value as double) < 1e17 then make_timestamp(floor(try_cast(value as double))::bigint)
        when try_cast(value as double) < 9e18 then make_timestamp(
            coalesce(try_cast(value as bigint), try_cast(value as double)::bigint) // 1000
        )
    end;
