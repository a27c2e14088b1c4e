-- title: A timestamp from seconds and a fraction of a second
-- grain: scalar
-- parameters: seconds, fraction, per_second
-- needs:
-- Two texts: whole seconds since 1970, and how many of `per_second` follow them. Null where the seconds are not a time.
create or replace macro time_of_parts(seconds, fraction, per_second) as
    case
        when try_cast(seconds as bigint) between 100000000 and 99999999999 then make_timestamp(
            try_cast(seconds as bigint) * 1000000
            + coalesce(try_cast(fraction as bigint), 0) * 1000000 // per_second
        )
    end;
