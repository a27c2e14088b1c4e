-- title: Requests by host
-- grain: host
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, endpoint, limit
-- needs: counted_rollup, is_of_endpoint, bucket_ms
-- All requests, or those of one endpoint, by the machine that answered; the empty text stands for none.
with cells as (
    select
        coalesce(facts.host, '') as host,
        facts.duration_bucket,
        sum(facts.n) as n,
        coalesce(sum(facts.n) filter (facts.status_class >= 5), 0) as failed
    from counted_rollup(
        $fine, true, false, $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    where facts.is_request
        and is_of_endpoint($endpoint, facts.service, facts.method, facts.route)
    group by all
),

running as (
    select
        *,
        case when duration_bucket is not null then n else 0 end as timed_n,
        sum(timed_n) over (of_host order by duration_bucket nulls last) as below,
        sum(timed_n) over of_host as timed
    from cells
    window of_host as (partition by host)
)

select
    host,
    sum(n)::bigint as requests,
    sum(failed)::bigint as failed_requests,
    failed_requests / requests as error_rate,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * timed)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * timed)) as p95_ms
from running
group by host
order by requests desc, host
limit $limit;
