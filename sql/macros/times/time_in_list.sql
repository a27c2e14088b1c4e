-- title: The time in a JSON list, as text
-- grain: scalar
-- parameters: value
-- needs:
-- `value` is the text of the list: seconds since 1970 and nanoseconds (hrtime), or year, month, day, hour, minute, second and
-- nanoseconds (Java's LocalDateTime, and erlang's), or one text. Text that written_time reads, null for others.
create or replace macro time_in_list(value) as
    list_transform(
        [try_cast(value as varchar[])],
        lambda part: case
            when len(part) = 1 and try_cast(part[1] as double) is null then part[1]
            when len(part) in (1, 2) and try_cast(part[1] as double) between 1e8 and 1e11 then strftime(
                make_timestamp(part[1]::bigint * 1000000 + coalesce(try_cast(part[2] as bigint) // 1000, 0)),
                '%Y-%m-%d %H:%M:%S.%fZ'
            )
            when len(part) between 5 and 7 and try_cast(part[1] as integer) between 1970 and 9999 then concat(
                concat(part[1], '-', part[2], '-', part[3]),
                concat(' ', part[4], ':', lpad(part[5], 2, '0'), ':', lpad(coalesce(part[6], '0'), 2, '0')),
                '.' || lpad((try_cast(part[7] as bigint) // 1000)::varchar, 6, '0')
            )
        end
    )[1];
