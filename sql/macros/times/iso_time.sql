-- title: A moment out of ISO 8601 text
-- grain: scalar
-- parameters: value
-- needs:
-- The common forms first: date, T or space, time, up to nine digits of a second, Z or an offset or nothing, which is
-- UTC. Then a comma before the fraction, a space before the offset, no seconds, Java's [Zone] and Go's "+0000 UTC".
create or replace macro iso_time(value) as
    coalesce(
        -- cast to a timestamp, an offset is passed over
        case when ends_with(value, '+00:00') or ends_with(value, 'Z') then try_cast(value as timestamp) end,
        make_timestamp(epoch_us(coalesce(
            try_cast(
                case
                    when ends_with(value, 'Z') or contains(value[20:], '+') or contains(value[20:], '-') then value
                    else value || 'Z'
                end as timestamptz
            ),
            try_cast(replace(value, ',', '.') || 'Z' as timestamptz),
            try_cast(
                regexp_replace(replace(trim(value), ',', '.'), '(?: ?[zZ]| UTC| GMT| ?\[.*\]| [+-]\d{4} [A-Z]{3,4})$', '')
                || coalesce(nullif(regexp_extract(value, ' ([+-]\d{4}) [A-Z]{3,4}$', 1), ''), '')
                || case when regexp_matches(value, '[+-]\d\d:?\d\d(?:\[.*\]| [A-Z]{3,4})$') then '' else 'Z' end as timestamptz
            ),
            try_strptime(
                replace(replace(trim(value), ',', '.'), 'T', ' '),
                ['%Y-%m-%d %H:%M:%S %z', '%Y-%m-%d %H:%M:%S.%f %z', '%Y-%m-%d %H:%M:%S.%f%z', '%Y-%m-%d %H:%M%z']
            ),
            try_strptime(
                regexp_replace(replace(trim(value), 'T', ' '), ' ?Z$', '') || ' +0000', ['%Y-%m-%d %H:%M %z', '%Y-%m-%d %z']
            )
        )))
    );
