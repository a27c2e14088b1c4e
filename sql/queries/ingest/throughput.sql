-- title: Records by source
-- grain: bucket × source
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: rolled, bucket_at, wanted
-- By the time the records carry. Every file's rows count here, also those that tell of an event that stands in another file.
select
    bucket_at(rolled.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    rolled.source,
    sum(rolled.n)::bigint as records
from rolled($fine, $coarse, $routes is null and $hosts is null, $from_ts, $to_ts) as rolled
where wanted($services, rolled.service)
    and wanted($sources, rolled.source)
    and wanted($levels, rolled.level)
    and wanted($routes, rolled.route)
    and wanted($hosts, rolled.host)
group by all
order by bucket, rolled.source;
