-- title: Count the logs of some hours
-- grain: hour × kind × service × a × b × c
-- parameters: from_ts, to_ts, hours, most_endpoints, most_services, most_errors
-- needs: filtered_logs, is_request, hourly_rollup, log_counters, errors
-- Makes the temporary table `counted`, in the columns of log_counters. Endpoints, services and error types past a limit are counted as
-- `(other)`; those that were counted by their name before go on under it.
create or replace temporary table counted as
with chosen as (
    select
        date_trunc('hour', ts) as hour,
        coalesce(service, '') as service,
        coalesce(level, '') as level,
        coalesce(method, '') as method,
        coalesce(route, path, '') as route,
        coalesce(status::varchar, '') as status,
        is_of_requests and is_request(method, path, status) as counts_as_request,
        is_record,
        duration_ms / 1000 as seconds
    from filtered_logs($from_ts, $to_ts, null, null, null, null, null)
    where date_trunc('hour', ts) in (select unnest($hours))
),

known_services as (
    select service
    from (
        select
            service,
            1e18 as weight
        from log_counters
        where kind = 'records'
        union all
        select
            service,
            count(*) as weight
        from chosen
        group by service
    )
    group by service
    order by max(weight) desc, service
    limit $most_services
),

named as (
    select chosen.* replace (case when known.service is null then '(other)' else chosen.service end as service)
    from chosen
    left join known_services as known
        on chosen.service = known.service
),

known_endpoints as (
    select service, method, route
    from (
        select
            service,
            a as method,
            b as route,
            1e18 as weight
        from log_counters
        where kind = 'durations'
            or kind = 'requests'
        union all
        select
            service,
            method,
            route,
            count(*) as weight
        from named
        where counts_as_request
        group by all
    )
    group by service, method, route
    order by max(weight) desc, service, method, route
    limit $most_endpoints
),

requests as (
    select
        named.hour,
        named.service,
        case when known.service is null then '' else named.method end as method,
        case when known.service is null then '(other)' else named.route end as route,
        named.status,
        named.seconds
    from named
    left join known_endpoints as known
        on named.service = known.service
        and named.method = known.method
        and named.route = known.route
    where named.counts_as_request
),

bounds as (
    select unnest([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 'infinity'::double]) as bound
),

failures as (
    select
        date_trunc('hour', ts) as hour,
        coalesce(service, '') as service,
        coalesce(error_type, '') as error_type
    from errors
    where ts >= $from_ts
        and ts < $to_ts
        and date_trunc('hour', ts) in (select unnest($hours))
),

known_errors as (
    select service, error_type
    from (
        select
            service,
            a as error_type,
            1e18 as weight
        from log_counters
        where kind = 'errors'
        union all
        select
            service,
            error_type,
            count(*) as weight
        from failures
        group by all
    )
    group by all
    order by max(weight) desc, service, error_type
    limit $most_errors
)

select hour, 'requests' as kind, service, method as a, route as b, status as c, count(*)::double as value
from requests
group by all
union all
select
    requests.hour,
    'durations',
    requests.service,
    requests.method,
    requests.route,
    case when isinf(bounds.bound) then '+Inf' else regexp_replace(bounds.bound::varchar, '\.0$', '') end,
    count(*) filter (requests.seconds <= bounds.bound)
from requests
cross join bounds
where requests.seconds is not null
group by all
union all
select hour, 'durations', service, method, route, 'sum', sum(greatest(seconds, 0))
from requests
where seconds is not null
group by all
union all
select hour, 'records', service, level, '', '', count(*)
from named
where is_record
group by all
union all
select
    failures.hour,
    'errors',
    case when known.service is null then '(other)' else failures.service end,
    case when known.service is null then '(other)' else failures.error_type end,
    '',
    '',
    count(*)
from failures
left join known_errors as known
    on failures.service = known.service
    and failures.error_type = known.error_type
group by all
union all
select hour, 'stamp', '', 'n', '', '', sum(n)
from hourly_rollup
where hour in (select unnest($hours))
group by hour
union all
select hour, 'stamp', '', 'copies', '', '', coalesce(sum(n) filter (is_copy), 0)
from hourly_rollup
where hour in (select unnest($hours))
group by hour;
