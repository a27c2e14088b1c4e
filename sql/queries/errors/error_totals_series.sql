-- title: Error groups in numbers, over time
-- grain: bucket
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: error_occurrences, error_states, filtered_errors
-- Open groups that occurred in each bucket, those that were seen for the first time ever, those that have come back since
-- they were resolved, and occurrences of all groups. A bucket without errors has no row.
with occurred as (
    select
        time_bucket(to_seconds($bucket_seconds), occurred.ts, $origin) as bucket,
        occurred.error_id,
        count(*) as occurrences
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
    group by all
),

ever as (
    select
        error_id,
        min(ts) as first_seen
    from error_occurrences
    group by error_id
)

select
    occurred.bucket,
    count(*) filter (coalesce(states.status, 'open') in ('open', 'regressed')) as open_groups,
    count(*) filter (
        ever.first_seen >= occurred.bucket
        and ever.first_seen < occurred.bucket + to_seconds($bucket_seconds)
    ) as new_groups,
    count(*) filter (states.status = 'regressed' and occurred.bucket + to_seconds($bucket_seconds) > states.decided_at)
        as regressed_groups,
    sum(occurred.occurrences)::bigint as occurrences
from occurred
join ever on ever.error_id = occurred.error_id
left join error_states as states on states.error_id = occurred.error_id
group by occurred.bucket
order by occurred.bucket;
