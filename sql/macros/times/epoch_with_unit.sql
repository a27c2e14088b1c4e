-- title: A timestamp from a number since 1970 with a known unit
-- grain: scalar
-- parameters: value, unit
-- needs:
-- `value` is text: the number of s, ms, us or ns since 1970, or .NET's ticks (100 ns since the year 1), in UTC. Null for
-- what is not a number, and for moments before the year 1 or after 9999.
create or replace macro epoch_with_unit(value, unit) as
    case
        when try_cast(value as double) * case unit when 's' then 1e6 when 'ms' then 1e3 when 'us' then 1.0 when 'ns' then 1e-3 else 0.1 end
            - case unit when 'ticks' then 62135596800000000.0 else 0.0 end
            not between -62135596800000000.0 and 253402300799000000.0 then null
        when unit = 's' then make_timestamp(
            floor(try_cast(value as double))::bigint * 1000000
            + round((try_cast(value as double) - floor(try_cast(value as double))) * 1e6)::bigint
        )
        when unit = 'ms' then make_timestamp(round(try_cast(value as double) * 1e3)::bigint)
        when unit = 'us' then make_timestamp(try_cast(value as bigint))
        when unit = 'ns' then make_timestamp(try_cast(value as bigint) // 1000)
        when unit = 'ticks' then make_timestamp(try_cast(value as bigint) // 10 - 62135596800000000)
    end;
