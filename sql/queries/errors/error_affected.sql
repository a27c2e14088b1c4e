-- title: What an error touches
-- grain: dimension × value
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, limit
-- needs: filtered_errors, stored_ids
-- Dimension is service, version, route, host or user; of each the $limit most frequent values (the empty string: none), how
-- many occurrences of the group in the window they have, their share of them (0 to 1), and when first and last. `values` is
-- how many values there are in all.
with occurred as (
    select
        coalesce(occurred.service, '') as service,
        coalesce(occurred.version, '') as version,
        coalesce(occurred.route, occurred.path, '') as route,
        coalesce(occurred.host, '') as host,
        coalesce(occurred.user_id, '') as user_id,
        occurred.ts
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
    where occurred.error_id = $error_id
        and occurred.stored_id in (from stored_ids($error_id))
),

counted as (
    select
        case
            when grouping(service) = 0 then 'service'
            when grouping(version) = 0 then 'version'
            when grouping(route) = 0 then 'route'
            when grouping(host) = 0 then 'host'
            else 'user'
        end as dimension,
        coalesce(service, version, route, host, user_id) as value,
        count(*) as occurrences,
        min(ts) as first_seen,
        max(ts) as last_seen
    from occurred
    group by grouping sets ((service), (version), (route), (host), (user_id))
)

select
    dimension,
    value,
    occurrences,
    occurrences / sum(occurrences) over (partition by dimension) as share,
    first_seen,
    last_seen,
    count(*) over (partition by dimension) as values
from counted
qualify row_number() over (partition by dimension order by occurrences desc, value) <= $limit
order by dimension, occurrences desc, value;
