-- title: A metric over time, split
-- grain: bucket × series
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, requests_only, limit
-- needs: counted, bucket_ms, meta_ms
-- Counts and shares of each series; the $limit largest series stand alone, the rest together under rank 0. $split is service,
-- level, source, route, status, host or none; the empty name stands for records without a value.
with cells as (
    select
        time_bucket(to_seconds($bucket_seconds), counted.ts, $origin) as bucket,
        case $split
            when 'service' then coalesce(counted.service, '')
            when 'level' then coalesce(counted.level, '')
            when 'source' then counted.source
            when 'route' then coalesce(counted.route, '')
            when 'status' then coalesce(counted.status_class || 'xx', '')
            when 'host' then coalesce(counted.host, '')
            else 'all'
        end as name,
        coalesce(sum(counted.n) filter (counted.is_record), 0) as of_records,
        coalesce(sum(counted.n) filter (counted.is_request), 0) as of_requests,
        coalesce(sum(counted.n) filter (counted.is_request and counted.status_class >= 5), 0) as failed,
        coalesce(
            sum(counted.n) filter (
                counted.is_request
                and bucket_ms(counted.duration_bucket) >= meta_ms('slow_request_ms')
            ),
            0
        ) as slow
    from counted(
        $fine, $coarse, $split not in ('route', 'host'), $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as counted
    where not $requests_only
        or counted.is_request
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
