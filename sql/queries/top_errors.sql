-- title: Most frequent errors
-- grain: error group
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, limit
-- needs: errors, error_groups, wanted
-- An exception that stands in several files is one occurrence. `trend` counts occurrences in each bucket of the window, from
-- its first to its last; status is what people decided: open, resolved, ignored, or regressed.
with occurred as (
    select
        errors.error_id,
        errors.ts,
        errors.service,
        errors.user_id,
        datediff('second', $from_ts, errors.ts) // $bucket_seconds as slot
    from errors
    where errors.ts >= $from_ts
        and errors.ts < $to_ts
        and wanted($services, errors.service)
        and ($sources is null or list_has_any(errors.sources, $sources))
        and wanted($levels, errors.level)
        and wanted($routes, errors.route)
        and wanted($hosts, errors.host)
),

slots as (
    select
        error_id,
        slot,
        count(*) as n
    from occurred
    group by all
),

trends as (
    select
        error_id,
        map(list(slot), list(n)) as by_slot
    from slots
    group by error_id
),

totals as (
    select
        error_id,
        mode(service) as service,
        count(*) as occurrences,
        count(distinct user_id) as users,
        min(ts) as first_in_window,
        max(ts) as last_seen
    from occurred
    group by error_id
)

select
    totals.error_id,
    groups.error_type,
    groups.error_message,
    totals.service,
    groups.status,
    totals.occurrences,
    totals.users,
    groups.first_seen,
    totals.last_seen,
    groups.first_seen >= $from_ts as is_new,
    list_transform(
        range(greatest(1, ceil(datediff('second', $from_ts, $to_ts) / $bucket_seconds))::bigint),
        lambda slot: coalesce(trends.by_slot[slot], 0)
    ) as trend
from totals
join trends on trends.error_id = totals.error_id
join error_groups as groups on groups.error_id = totals.error_id
order by totals.occurrences desc, totals.last_seen desc, totals.error_id
limit $limit;
