-- title: Failed and slow requests, with their users
-- grain: all, and service × method × route
-- parameters: from_ts, to_ts, services, sources, routes, hosts, limit
-- needs: filtered_logs, is_request, setting_ms
-- Requests with a status of 500 or more, or that took at least slow_request_ms: exact, from the records. The row without
-- service, method and route (`is_total`) is over all of them; the others are the endpoints with most such requests.
with bad as (
    select
        logs.ts,
        logs.service,
        logs.method,
        logs.route,
        logs.user_id,
        coalesce(logs.status >= 500, false) as failed,
        coalesce(logs.duration_ms >= setting_ms('slow_request_ms'), false) as slow
    from filtered_logs($from_ts, $to_ts, $services, $sources, null, $routes, $hosts) as logs
    where logs.is_of_requests
        and is_request(logs.method, logs.path, logs.status)
        and (logs.status >= 500 or logs.duration_ms >= setting_ms('slow_request_ms'))
)

select
    grouping(service, method, route) = 7 as is_total,
    service,
    method,
    route,
    count(*) filter (failed) as failed_requests,
    count(*) filter (slow) as slow_requests,
    count(*) as bad_requests,
    count(distinct user_id) as users,
    count(distinct user_id) filter (failed) as users_failed,
    min(ts) filter (failed) as first_failed_at,
    max(ts) filter (failed) as last_failed_at,
    min(ts) as first_bad_at,
    max(ts) as last_bad_at
from bad
group by grouping sets ((), (service, method, route))
order by is_total desc, failed_requests desc, slow_requests desc, service nulls last, method nulls last, route nulls last
limit $limit + 1;
