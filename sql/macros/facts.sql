-- title: Partial aggregates of a window, at the grain it needs
-- grain: hour × source × service × level × method × route × host × status class × duration bucket, or record
-- parameters: fine, from_ts, to_ts
-- needs: is_request, duration_bucket, status_class
-- One shape for two tables: the hourly rollup where whole hours are asked for, the records themselves where `fine` asks
-- for shorter buckets. Always sum n. DuckDB drops the half that is not asked for before it runs.
create or replace macro facts(fine, from_ts, to_ts) as table
    select
        hour as ts,
        source,
        service,
        level,
        method,
        route,
        host,
        is_request,
        status_class,
        duration_bucket,
        n,
        duration_sum_ms
    from hourly_rollup
    where not fine
        and hour >= from_ts
        and hour < to_ts
    union all
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
        duration_ms as duration_sum_ms
    from logs
    where fine
        and ts >= from_ts
        and ts < to_ts;
