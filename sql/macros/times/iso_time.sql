-- title: A timestamp from ISO 8601 text
-- grain: scalar
-- parameters: value, zone
-- needs:
-- The common forms: date, T or space, time, up to nine digits of a second after a point or comma, Z or an offset or nothing,
-- which is the `zone` (a zone_suffix; null is UTC). Digits beyond the microsecond are cut. Null for all others: written_time.
create or replace macro iso_time(value, zone) as
    coalesce(
        -- cast to a timestamp, an offset is passed over
        case when ends_with(value, '+00:00') or ends_with(value, 'Z') then try_cast(value as timestamp) end,
        make_timestamp(epoch_us(coalesce(
            try_cast(
                case
                    when ends_with(value, 'Z') then value
                    -- of a zone in other words, such as UTC+5:30, DuckDB reads only a part
                    when contains(value[20:], '+') or contains(value[20:], '-') then
                        case
                            when not contains(value[20:], ' ') and not contains(value, '[') then value
                            when not regexp_matches(value[20:], '[^-+:.0-9 ]') then value
                        end
                    else value || coalesce(zone, 'Z')
                end as timestamptz
            ),
            try_cast(replace(value, ',', '.') || coalesce(zone, 'Z') as timestamptz)
        )))
    );
