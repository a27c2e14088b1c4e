-- title: Users over time, split, by less than hours
-- grain: bucket × series
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: user_records, series_name, bucket_at
-- Distinct users, each counted once by the hash of the name. Series as in trend.
with seen as (
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_name($split, source, service, level, status_class, route, host) as name,
        hash(user_id) as user_hash,
        count(*) as n
    from user_records($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts)
    group by all
),

ranked as (
    select
        name,
        row_number() over (order by sum(n) desc, name) as rank
    from seen
    group by name
)

select
    seen.bucket,
    ranked.rank,
    seen.name as series,
    count(*) as users
from seen
join ranked on ranked.name = seen.name
where ranked.rank <= $limit
group by all
union all
select
    seen.bucket,
    0 as rank,
    'other' as series,
    count(distinct seen.user_hash) as users
from seen
join ranked on ranked.name = seen.name
where ranked.rank > $limit
group by all
order by bucket, rank;
