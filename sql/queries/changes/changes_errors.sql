-- title: What changed, by error group
-- grain: error group
-- parameters: from_ts, to_ts, before_from_ts, before_to_ts, services, sources, levels, routes, hosts, limit
-- needs: error_occurrences, passes_filter
-- Occurrences in two windows side by side, [$from_ts, $to_ts) and the one before it. first_seen is of all that is stored, type
-- and message are those of the newest occurrence in the windows. spark holds 24 values, 12 for each window.
with occurred as (
    select
        error_id,
        error_type,
        error_message,
        service,
        ts,
        ts >= $from_ts and ts < $to_ts as is_after,
        case
            when is_after then 12 + least(11, 12 * datediff('second', $from_ts, ts) // greatest(1, datediff('second', $from_ts, $to_ts)))
            else least(11, 12 * datediff('second', $before_from_ts, ts) // greatest(1, datediff('second', $before_from_ts, $before_to_ts)))
        end as slot
    from error_occurrences
    where (ts >= $from_ts and ts < $to_ts or ts >= $before_from_ts and ts < $before_to_ts)
        and passes_filter($services, service)
        and ($sources is null or list_has_any(sources, $sources))
        and passes_filter($levels, level)
        and passes_filter($routes, route)
        and passes_filter($hosts, host)
),

slots as (
    select
        error_id,
        slot,
        count(*) as n
    from occurred
    group by all
),

sparks as (
    select
        error_id,
        map(list(slot), list(n)) as by_slot
    from slots
    group by error_id
),

totals as (
    select
        error_id,
        max({'ts': ts, 'error_type': error_type, 'error_message': error_message}) as newest,
        mode(service order by service) as service,
        count(*) filter (not is_after) as occurrences_before,
        count(*) filter (is_after) as occurrences_after
    from occurred
    group by error_id
    order by count(*) desc, error_id
    limit $limit
),

seen as (
    select
        error_id,
        min(ts) as first_seen
    from error_occurrences
    where error_id in (select error_id from totals)
    group by error_id
)

select
    totals.error_id,
    totals.newest.error_type as error_type,
    totals.newest.error_message as error_message,
    totals.service,
    totals.occurrences_before,
    totals.occurrences_after,
    seen.first_seen,
    list_transform(range(24), lambda slot: coalesce(sparks.by_slot[slot], 0)::bigint) as spark
from totals
join seen on seen.error_id = totals.error_id
join sparks on sparks.error_id = totals.error_id
order by occurrences_before + occurrences_after desc, totals.error_id;
