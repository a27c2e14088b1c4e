-- title: Latency heat map
-- grain: bucket × band of duration
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, endpoint
-- needs: counted_rollup, bucket_at, is_of_endpoint, bucket_ms
-- How many requests took how long, when. A band is twelve duration buckets wide, 27 %: three bands double the duration.
-- low_ms and high_ms are its ends; all that took less than a tenth of a millisecond is in the lowest band.
with bands as (
    select
        bucket_at(facts.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        greatest(floor(facts.duration_bucket / 12), -10)::integer as band,
        sum(facts.n)::bigint as requests
    from counted_rollup(
        $fine, $coarse, $endpoint is null, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    where facts.is_request
        and is_of_endpoint($endpoint, facts.service, facts.method, facts.route)
        and facts.duration_bucket is not null
    group by all
)

select
    bucket,
    band,
    pow(1.02, band * 12) as low_ms,
    pow(1.02, band * 12 + 12) as high_ms,
    requests
from bands
order by bucket, band;
