-- title: Records by source
-- grain: bucket × source
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: rollup_rows, bucket_at, passes_filter
-- By the time the records carry. Every file's rows count here, also those that tell of an event that is in another file.
select
    bucket_at(totals.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    totals.source,
    sum(totals.n)::bigint as records
from rollup_rows($fine, $coarse, $routes is null and $hosts is null, $from_ts, $to_ts) as totals
where passes_filter($services, totals.service)
    and passes_filter($sources, totals.source)
    and passes_filter($levels, totals.level)
    and passes_filter($routes, totals.route)
    and passes_filter($hosts, totals.host)
group by all
order by bucket, totals.source;
