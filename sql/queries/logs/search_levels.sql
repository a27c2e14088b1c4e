-- title: What a search finds, over time and by level
-- grain: bucket × level
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, every_line, bucket_seconds, origin
-- needs: filtered_logs
-- Read from the records; where nothing is searched for, records_by_level tells the same from the rollup.
select
    time_bucket(to_seconds($bucket_seconds), logs.ts, $origin) as bucket,
    coalesce(logs.level, '') as level,
    count(*) as records
from filtered_logs($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as logs
where ($every_line or logs.is_record)
    and true /* search */
group by all
order by bucket, level;
