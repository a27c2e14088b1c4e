-- title: One error over time
-- grain: bucket
-- parameters: error_id, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: filtered_errors, stored_ids
-- Occurrences of the group $error_id. A bucket without any has no row.
select
    time_bucket(to_seconds($bucket_seconds), occurred.ts, $origin) as bucket,
    count(*) as occurrences
from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
where occurred.error_id = $error_id
    and occurred.stored_id in (from stored_ids($error_id))
group by bucket
order by bucket;
