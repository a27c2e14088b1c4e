-- title: Latency heat map
-- grain: bucket × band of duration
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, endpoint
-- needs: facts, wanted, of_endpoint, counted_sources, bucket_ms
-- How many requests took how long, when. A band is twelve duration buckets wide, 27 %: three bands double the duration.
-- low_ms and high_ms are its ends; all that took less than a tenth of a millisecond is in the lowest band.
select
    time_bucket(to_seconds($bucket_seconds), facts.ts, $origin) as bucket,
    greatest(floor(facts.duration_bucket / 12), -10)::integer as band,
    pow(1.02, band * 12) as low_ms,
    pow(1.02, band * 12 + 12) as high_ms,
    sum(facts.n)::bigint as requests
from facts($fine, $from_ts, $to_ts) as facts
join counted_sources as streams
    on streams.source = facts.source
    and streams.service is not distinct from facts.service
where (streams.counts_requests or $sources is not null)
    and wanted($services, facts.service)
    and wanted($sources, facts.source)
    and wanted($levels, facts.level)
    and wanted($routes, facts.route)
    and wanted($hosts, facts.host)
    and facts.is_request
    and of_endpoint($endpoint, facts.service, facts.method, facts.route)
    and facts.duration_bucket is not null
group by all
order by bucket, band;
