-- title: A metric over time, split
-- grain: bucket × series
-- parameters: fine, coarse, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, requests_only, limit
-- needs: counted, bucket_ms, meta_ms
-- Counts and shares of each series; the $limit largest series stand alone, the rest together under rank 0. $split is service,
-- level, source, route, status, host or none; the empty name stands for records without a value.
with chosen as (
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
        counted.*
    from counted(
        $fine, $coarse, $split not in ('route', 'host'), $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    ) as counted
    where not $requests_only
        or counted.is_request
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from chosen
    where case when $requests_only then is_request else is_record end
    group by name
)

select
    chosen.bucket,
    case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
    case when ranked.rank <= $limit then chosen.name else 'other' end as series,
    coalesce(sum(chosen.n) filter (chosen.is_record), 0)::bigint as records,
    coalesce(sum(chosen.n) filter (chosen.is_request), 0)::bigint as requests,
    coalesce(sum(chosen.n) filter (chosen.is_request and chosen.status_class >= 5), 0)::bigint as failed_requests,
    coalesce(
        sum(chosen.n) filter (
            chosen.is_request
            and bucket_ms(chosen.duration_bucket) >= meta_ms('slow_request_ms')
        ),
        0
    )::bigint as slow_requests,
    failed_requests / nullif(requests, 0) as error_rate,
    slow_requests / nullif(requests, 0) as slow_share
from chosen
join ranked on ranked.name = chosen.name
group by all
order by chosen.bucket, rank;
