-- title: A timestamp from the digits of a date and a time
-- grain: scalar
-- parameters: value, zone
-- needs:
-- `20261126100000`: year to minute (12 digits), second (14) or millisecond (17), of 1970 to 2099, in the `zone` (a
-- zone_suffix; null is UTC). As a number since 1970 it would lie far off. Null for what reads otherwise.
create or replace macro compact_time(value, zone) as
    case
        when length(value) in (12, 14, 17)
            and regexp_full_match(
                value,
                '(?:19[7-9]|20\d)\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?'
            ) then make_timestamp(epoch_us(try_cast(
                concat(
                    concat(value[1:4], '-', value[5:6], '-', value[7:8]),
                    concat(' ', value[9:10], ':', value[11:12]),
                    case when length(value) > 12 then ':' || value[13:14] else ':00' end,
                    case when length(value) = 17 then '.' || value[15:17] else '' end,
                    coalesce(zone, 'Z')
                ) as timestamptz
            )))
    end;
