-- title: Partial aggregates of a window, at the grain it needs
-- grain: hour × source × service × level × method × route × host × status class × duration bucket, or record
-- parameters: fine, from_ts, to_ts
-- needs: hourly_rollup, record_facts
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
    select facts.*
    from record_facts(from_ts, to_ts) as facts
    where fine;
