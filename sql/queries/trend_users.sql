-- title: Users over time, split
-- grain: bucket × series
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: wanted, bucket_at, counted_sources, user_sketches, users_in, status_class, status_name, logs
-- Distinct users, estimated: from the hours' sketches (to about 2 %, or 4 % where routes or hosts are told apart), or from
-- the records themselves (HyperLogLog, about 2 %) where buckets are shorter. Series as in trend.
with told as (
    select
        sketches.hour as ts,
        sketches.source,
        sketches.service,
        sketches.level,
        sketches.status_class,
        sketches.route,
        sketches.host,
        sketches.n,
        sketches.sketch,
        null as user_id
    from user_sketches as sketches
    where not $fine
        and sketches.is_fine = ($split in ('route', 'host') or $routes is not null or $hosts is not null)
        and sketches.hour >= $from_ts
        and sketches.hour < $to_ts
    union all
    select
        logs.ts,
        logs.source,
        logs.service,
        logs.level,
        status_class(logs.status) as status_class,
        logs.route,
        logs.host,
        1 as n,
        null as sketch,
        logs.user_id
    from logs
    where $fine
        and logs.ts >= $from_ts
        and logs.ts < $to_ts
        and logs.user_id is not null
),

chosen as (
    select
        bucket_at(told.ts, $from_ts, $bucket_seconds, $origin) as bucket,
        case $split
            when 'service' then coalesce(told.service, '')
            when 'level' then coalesce(told.level, '')
            when 'source' then told.source
            when 'route' then coalesce(told.route, '')
            when 'status' then status_name(told.status_class)
            when 'host' then coalesce(told.host, '')
            else 'all'
        end as name,
        told.*
    from told
    join counted_sources as streams
        on streams.source = told.source
        and streams.service is not distinct from told.service
    where (streams.is_counted or $sources is not null)
        and wanted($services, told.service)
        and wanted($sources, told.source)
        and wanted($levels, told.level)
        and wanted($routes, told.route)
        and wanted($hosts, told.host)
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from chosen
    group by name
),

counts as (
    select
        chosen.bucket,
        case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
        case
            when $fine then approx_count_distinct(chosen.user_id)
            when $split in ('route', 'host') or $routes is not null or $hosts is not null
                then users_in(bit_or(chosen.sketch::bit), 256)
            else users_in(bit_or(chosen.sketch::bit), 1000)
        end as users
    from chosen
    join ranked on ranked.name = chosen.name
    group by all
)

select
    counts.bucket,
    counts.rank,
    coalesce(ranked.name, 'other') as series,
    counts.users
from counts
left join ranked on ranked.rank = counts.rank
order by counts.bucket, counts.rank;
