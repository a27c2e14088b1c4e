-- title: Rollup rows of a window, from the smallest table that can answer
-- grain: record, hour or six hours × source × service × level × method × route × host × status class × duration bucket
-- parameters: fine, coarse, by_stream, from_ts, to_ts
-- needs: logs_as_rollup, ceil_hour, hourly_rollup, stream_rollup, coarse_rollup, coarse_stream_rollup, floor_six_hours, ceil_six_hours
-- Records where `fine` asks for them, else whole hours, and records for what is left of an hour at the window's ends. Smaller
-- where the question allows: without endpoints where it tells neither these nor hosts apart (`by_stream`; method, route and
-- host are null then), by six hours where these never lie in two buckets (`coarse`; what stands out at the window's ends
-- comes by the hour). What is not merged yet is always added. Always sum n. DuckDB drops the parts that are not asked for
-- before it runs.
create or replace macro rollup_rows(fine, coarse, by_stream, from_ts, to_ts) as table
    from logs_as_rollup(from_ts, case when fine then to_ts else least(to_ts, ceil_hour(from_ts)) end)
    union all by name
    select facts.*
    from logs_as_rollup(greatest(date_trunc('hour', to_ts), ceil_hour(from_ts)), to_ts) as facts
    where not fine
    union all by name
    select
        rollup.* exclude (hour, is_partial),
        rollup.hour as ts
    from hourly_rollup as rollup
    where not fine
        and (rollup.is_partial or not (coarse or by_stream))
        and rollup.hour >= from_ts
        and rollup.hour < date_trunc('hour', to_ts)
    union all by name
    select
        rollup.* exclude (hour),
        rollup.hour as ts
    from stream_rollup as rollup
    where not fine
        and by_stream
        and rollup.hour >= from_ts
        and rollup.hour < date_trunc('hour', to_ts)
        and (
            not coarse
            or rollup.hour < ceil_six_hours(from_ts)
            or rollup.hour >= floor_six_hours(to_ts)
        )
    union all by name
    select
        rollup.* exclude (begin),
        rollup.begin as ts
    from coarse_stream_rollup as rollup
    where not fine
        and coarse
        and by_stream
        and rollup.begin >= ceil_six_hours(from_ts)
        and rollup.begin < floor_six_hours(to_ts)
    union all by name
    select
        rollup.* exclude (hour, is_partial),
        rollup.hour as ts
    from hourly_rollup as rollup
    where not fine
        and coarse
        and not by_stream
        and not rollup.is_partial
        and rollup.hour >= from_ts
        and rollup.hour < date_trunc('hour', to_ts)
        and (
            rollup.hour < ceil_six_hours(from_ts)
            or rollup.hour >= floor_six_hours(to_ts)
        )
    union all by name
    select
        rollup.* exclude (begin),
        rollup.begin as ts
    from coarse_rollup as rollup
    where not fine
        and coarse
        and not by_stream
        and rollup.begin >= ceil_six_hours(from_ts)
        and rollup.begin < floor_six_hours(to_ts);
