-- title: A metric over time, split
-- grain: bucket × series
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, requests_only, limit
-- needs: facts, wanted, counted_sources, bucket_ms, meta_ms
-- Counts and shares of each series; the $limit largest series stand alone, the rest together under rank 0. $split is service,
-- level, source, route, status, host or none; the empty name stands for records without a value.
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
        facts.level,
        facts.is_request and (streams.counts_requests or $sources is not null) as is_request,
        streams.is_counted or $sources is not null as is_record,
        facts.status_class,
        facts.duration_bucket,
        facts.n
    from facts($fine, $from_ts, $to_ts) as facts
    join counted_sources as streams
        on streams.source = facts.source
        and streams.service is not distinct from facts.service
    where (streams.is_counted or streams.counts_requests or $sources is not null)
        and wanted($services, facts.service)
        and wanted($sources, facts.source)
        and wanted($levels, facts.level)
        and wanted($routes, facts.route)
        and wanted($hosts, facts.host)
        and (not $requests_only or facts.is_request)
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from counted
    where case when $requests_only then is_request else is_record end
    group by name
)

select
    counted.bucket,
    case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
    case when ranked.rank <= $limit then counted.name else 'other' end as series,
    coalesce(sum(counted.n) filter (counted.is_record), 0)::bigint as records,
    coalesce(sum(counted.n) filter (counted.is_request), 0)::bigint as requests,
    coalesce(sum(counted.n) filter (counted.is_request and counted.status_class >= 5), 0)::bigint as failed_requests,
    coalesce(
        sum(counted.n) filter (
            counted.is_request
            and bucket_ms(counted.duration_bucket) >= meta_ms('slow_request_ms')
        ),
        0
    )::bigint as slow_requests,
    failed_requests / nullif(requests, 0) as error_rate,
    slow_requests / nullif(requests, 0) as slow_share
from counted
join ranked on ranked.name = counted.name
group by all
order by counted.bucket, rank;
