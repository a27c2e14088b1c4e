-- title: A timestamp from any form of time
-- grain: scalar
-- parameters: value, zone
-- needs: quick_time, access_log_time, iso_time, compact_time, epoch_time, time_in_object, time_in_list, written_time
-- Text to a UTC timestamp, null where it is none. A time without a zone of its own is read in `zone` (a zone_suffix; null is
-- UTC). Numbers are epochs whose unit shows in their magnitude; ISO 8601 with T or a space, a comma or a point before the
-- fraction; objects and lists of parts; .NET's `/Date(…)/`; and the forms that people write (written_time).
create or replace macro parse_time(value, zone) as
    coalesce(
        quick_time(value),
        access_log_time(value),
        case
            when value is null or value = '' then null
            when value[5] = '-' and value[1] between '0' and '9' then iso_time(value, zone)
            when try_cast(value as double) is not null then coalesce(compact_time(value, zone), epoch_time(value))
            when value[1:6] = '/Date(' then make_timestamp(try_cast(regexp_extract(value, '^/Date\((-?\d+)', 1) as bigint) * 1000)
            -- the forms of nginx and mail, which are common
            when value[5] = '/' and value[8] = '/' then iso_time(replace(value, '/', '-'), zone)
            when value[4] = ',' and ends_with(value, ' GMT') then try_strptime(value, '%a, %d %b %Y %H:%M:%S GMT')
        end,
        case
            when value is null or length(value) < 8 or try_cast(value as double) is not null then null
            else written_time(
                case
                    when value[1] = '{' then case when json_valid(value) then time_in_object(value) end
                    when value[1] = '[' and regexp_matches(value, '^\[(?:\s*-?\d+\s*,|\s*"[^"]*"\s*\])') then
                        case when json_valid(value) then time_in_list(value) end
                    else value
                end,
                zone
            )
        end
    );
