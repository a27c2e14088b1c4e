-- title: Lines by level
-- grain: bucket × level
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: rolled, bucket_at, wanted
-- Every record of every file: an event that stands in several files counts as often.
select
    bucket_at(rolled.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    coalesce(rolled.level, '') as level,
    sum(rolled.n)::bigint as records
from rolled($fine, $coarse, $routes is null and $hosts is null, $from_ts, $to_ts) as rolled
where wanted($services, rolled.service)
    and wanted($sources, rolled.source)
    and wanted($levels, rolled.level)
    and wanted($routes, rolled.route)
    and wanted($hosts, rolled.host)
group by all
order by bucket, level;
