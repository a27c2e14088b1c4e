-- title: Lines by level
-- grain: bucket × level
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: rollup_rows, bucket_at, passes_filter
-- Every record of every file: an event that is in several files counts as often.
select
    bucket_at(totals.ts, $from_ts, $bucket_seconds, $origin) as bucket,
    coalesce(totals.level, '') as level,
    sum(totals.n)::bigint as records
from rollup_rows($fine, $coarse, $routes is null and $hosts is null, $from_ts, $to_ts) as totals
where passes_filter($services, totals.service)
    and passes_filter($sources, totals.source)
    and passes_filter($levels, totals.level)
    and passes_filter($routes, totals.route)
    and passes_filter($hosts, totals.host)
group by all
order by bucket, level;
