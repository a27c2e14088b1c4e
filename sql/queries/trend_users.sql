-- title: Users over time, split
-- grain: bucket × series
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: wanted, counted_sources
-- Distinct users, estimated (HyperLogLog, about 2 %) from the records themselves; series as in trend.
with counted as (
    select
        time_bucket(to_seconds($bucket_seconds), facts.ts, $origin) as bucket,
        case $split
            when 'service' then coalesce(facts.service, '')
            when 'level' then coalesce(facts.level, '')
            when 'source' then facts.source
            when 'route' then coalesce(facts.route, '')
            when 'status' then coalesce((facts.status // 100) || 'xx', '')
            when 'host' then coalesce(facts.host, '')
            else 'all'
        end as name,
        facts.user_id
    from logs as facts
    join counted_sources as streams
        on streams.source = facts.source
        and streams.service is not distinct from facts.service
    where facts.ts >= $from_ts
        and facts.ts < $to_ts
        and facts.user_id is not null
        and (streams.is_counted or $sources is not null)
        and wanted($services, facts.service)
        and wanted($sources, facts.source)
        and wanted($levels, facts.level)
        and wanted($routes, facts.route)
        and wanted($hosts, facts.host)
),

ranked as (
    select
        name,
        row_number() over (order by count(*) desc, name) as rank
    from counted
    group by name
)

select
    counted.bucket,
    case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
    case when ranked.rank <= $limit then counted.name else 'other' end as series,
    approx_count_distinct(counted.user_id) as users
from counted
join ranked on ranked.name = counted.name
group by all
order by counted.bucket, rank;
