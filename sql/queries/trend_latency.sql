-- title: Latency over time, split
-- grain: bucket × series
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: facts, wanted, counted_sources, bucket_ms
-- Percentiles of request durations from the duration buckets; series as in trend.
with counted as (
    select
        time_bucket(to_seconds($bucket_seconds), facts.ts, $origin) as bucket,
        case $split
            when 'service' then coalesce(facts.service, '')
            when 'level' then coalesce(facts.level, '')
            when 'source' then facts.source
            when 'route' then coalesce(facts.route, '')
            when 'status' then coalesce(facts.status_class || 'xx', '')
            when 'host' then coalesce(facts.host, '')
            else 'all'
        end as name,
        facts.duration_bucket,
        facts.n
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
        and facts.duration_bucket is not null
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from counted
    group by name
),

durations as (
    select
        counted.bucket,
        case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
        case when ranked.rank <= $limit then counted.name else 'other' end as series,
        counted.duration_bucket,
        sum(counted.n) as n
    from counted
    join ranked on ranked.name = counted.name
    group by all
),

running as (
    select
        bucket,
        rank,
        series,
        duration_bucket,
        n,
        sum(n) over (partition by bucket, rank order by duration_bucket) as below,
        sum(n) over (partition by bucket, rank) as total
    from durations
)

select
    bucket,
    rank,
    series,
    sum(n)::bigint as requests,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.99 * total)) as p99_ms
from running
group by all
order by bucket, rank;
