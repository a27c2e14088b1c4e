-- title: Hourly stats of a range
-- grain: hour × service
-- parameters: from_ts, to_ts, service, row_limit
-- needs: hourly_stats
-- The newest hours of the range, oldest first; a parameter that is null does not bound.
select *
from (
    select
        hour,
        service,
        records,
        errors,
        warnings,
        requests,
        failed_requests,
        error_rate,
        avg_ms,
        p50_ms,
        p95_ms,
        p99_ms
    from hourly_stats
    where ($from_ts::timestamp is null or hour >= date_trunc('hour', $from_ts::timestamp))
        and ($to_ts::timestamp is null or hour < $to_ts::timestamp)
        and ($service::varchar is null or service = $service::varchar)
    order by hour desc, service
    limit $row_limit
) as newest
order by hour, service;
