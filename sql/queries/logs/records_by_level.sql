-- title: Records by level
-- grain: bucket × level
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: counted_rollup, bucket_at
-- An event that is in several files counts once.
select
    bucket_at(counted.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    coalesce(counted.level, '') as level,
    sum(counted.n)::bigint as records
from counted_rollup($fine, $coarse, true, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as counted
where counted.is_record
group by all
order by bucket, level;
