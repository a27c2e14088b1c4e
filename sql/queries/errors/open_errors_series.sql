-- title: Open error groups over time
-- grain: bucket
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: error_states, filtered_errors
-- How many open groups occurred in each bucket, and how often.
with occurred as (
    select
        time_bucket(to_seconds($bucket_seconds), occurred.ts, $origin) as bucket,
        occurred.error_id,
        count(*) as occurrences
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
    group by all
)

select
    occurred.bucket,
    count(*) as error_groups,
    sum(occurred.occurrences)::bigint as occurrences
from occurred
left join error_states as states on states.error_id = occurred.error_id
where coalesce(states.status, 'open') in ('open', 'regressed')
group by occurred.bucket
order by occurred.bucket;
