-- title: Records in the shape of `hourly_rollup`
-- grain: record
-- parameters: from_ts, to_ts
-- needs: logs, is_request, duration_bucket, status_class
-- The columns of hourly_rollup, asked of the records themselves; n is 1.
create or replace macro logs_as_rollup(from_ts, to_ts) as table
    select
        ts,
        source,
        service,
        level,
        method,
        route,
        host,
        is_request(method, path, status) as is_request,
        status_class(status) as status_class,
        duration_bucket(duration_ms) as duration_bucket,
        1 as n,
        duration_ms as duration_sum_ms,
        is_copy
    from logs
    where ts >= from_ts
        and ts < to_ts;
