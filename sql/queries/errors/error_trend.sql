-- title: Errors over time
-- grain: bucket × series
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, show, split, limit
-- needs: error_occurrences, error_states, filtered_errors
-- Occurrences of the groups that $show says (as in top_errors), by group or by service ($split), the $limit most frequent ones of the window; the others together are `other`,
-- rank 0. `series` is the group's id or the service (the empty string: none), `name` the type and message of a group.
with earlier as (
    select distinct error_id
    from error_occurrences
    where $show = 'new'
        and ts < $from_ts
),

counted as (
    select
        time_bucket(to_seconds($bucket_seconds), occurred.ts, $origin) as bucket,
        case when $split = 'service' then coalesce(occurred.service, '') else occurred.error_id end as series,
        count(*) as occurrences,
        max(occurred.ts) as last_seen
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
    left join error_states as states on states.error_id = occurred.error_id
    where case $show
            when 'all' then true
            when 'open' then coalesce(states.status, 'open') in ('open', 'regressed')
            when 'new' then occurred.error_id not in (from earlier)
            else states.status = $show
        end
    group by all
),

ranked as (
    select
        series,
        max(last_seen) as last_seen,
        row_number() over (order by sum(occurrences) desc, series) as rank
    from counted
    group by series
    qualify rank <= $limit
),

named as (
    select
        ranked.series,
        min(coalesce(occurred.error_type || ': ', '') || coalesce(occurred.error_message, '')) as name
    from error_occurrences as occurred
    join ranked
        on ranked.series = occurred.error_id
        and ranked.last_seen = occurred.ts
    where $split <> 'service'
    group by ranked.series
)

select
    counted.bucket,
    coalesce(ranked.rank, 0) as rank,
    case when ranked.rank is null then 'other' else counted.series end as series,
    case when ranked.rank is null then 'other' else coalesce(named.name, counted.series) end as name,
    sum(counted.occurrences)::bigint as occurrences
from counted
left join ranked on ranked.series = counted.series
left join named on named.series = counted.series
group by all
order by counted.bucket, rank;
