-- title: Records by source
-- grain: bucket × source
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin
-- needs: facts, wanted
-- By the time the records carry. Every file's rows count here, also those that tell of an event that stands in another file.
select
    time_bucket(to_seconds($bucket_seconds), facts.ts, $origin) as bucket,
    facts.source,
    sum(facts.n)::bigint as records
from facts($fine, $from_ts, $to_ts) as facts
where wanted($services, facts.service)
    and wanted($sources, facts.source)
    and wanted($levels, facts.level)
    and wanted($routes, facts.route)
    and wanted($hosts, facts.host)
group by all
order by bucket, facts.source;
