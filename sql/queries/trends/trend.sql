-- title: A metric over time, split
-- grain: bucket × series
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, requests_only, limit
-- needs: filtered_rollup, counted_sources, counts_once, bucket_at, slow_bucket, status_name
-- Counts and shares of each series; the $limit largest series stand alone, the rest together under rank 0. $split is service,
-- level, source, route, status, host or none; the empty name stands for records without a value.
with told as (
    select
        bucket_at(facts.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        facts.source,
        facts.service,
        case $split
            when 'level' then facts.level
            when 'route' then facts.route
            when 'host' then facts.host
        end as text,
        case when $split = 'status' then facts.status_class end as status_class,
        facts.is_request,
        facts.is_copy,
        coalesce(facts.status_class >= 5, false) as is_failed,
        coalesce(facts.duration_bucket >= slow_bucket(), false) as is_slow,
        sum(facts.n) as n
    from filtered_rollup(
        $fine, $coarse, $split not in ('route', 'host'), $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as facts
    where not $requests_only
        or facts.is_request
    group by all
),

judged as (
    select
        told.* exclude (is_request, is_copy),
        told.is_request and (streams.counts_requests or $sources is not null) as is_request
    from told
    join counted_sources as streams
        on streams.source = told.source
        and streams.service is not distinct from told.service
    where counts_once(streams.is_counted, told.is_copy)
        or $sources is not null
),

cells as (
    select
        bucket,
        case $split
            when 'none' then 'all'
            when 'service' then coalesce(service, '')
            when 'source' then source
            when 'status' then status_name(status_class)
            else coalesce(text, '')
        end as name,
        sum(n) as of_records,
        coalesce(sum(n) filter (is_request), 0) as of_requests,
        coalesce(sum(n) filter (is_request and is_failed), 0) as failed,
        coalesce(sum(n) filter (is_request and is_slow), 0) as slow
    from judged
    where not $requests_only
        or is_request
    group by all
),

ranked as (
    select
        name,
        row_number() over (
            order by case when $requests_only then sum(of_requests) else sum(of_records) end desc, name
        ) as rank
    from cells
    group by name
    having case when $requests_only then sum(of_requests) else sum(of_records) end > 0
)

select
    cells.bucket,
    case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
    case when ranked.rank <= $limit then cells.name else 'other' end as series,
    sum(cells.of_records)::bigint as records,
    sum(cells.of_requests)::bigint as requests,
    sum(cells.failed)::bigint as failed_requests,
    sum(cells.slow)::bigint as slow_requests,
    failed_requests / nullif(requests, 0) as error_rate,
    slow_requests / nullif(requests, 0) as slow_share
from cells
join ranked on ranked.name = cells.name
group by all
order by cells.bucket, rank;
