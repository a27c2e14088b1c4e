-- title: Users over time, split, by hours
-- grain: bucket × series
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, split, limit
-- needs: user_hours, user_records, user_bits, user_sketch, users_in, series_name, bucket_at, ceil_hour
-- Distinct users, estimated to about 2 %, or 4 % where routes or hosts are told apart, from the sketches of whole hours and
-- the records of what is left of an hour at the window's ends. Series as in trend.
with of_hours as (
    select
        bucket_at(hour, $from_ts, $bucket_seconds, $origin) as bucket,
        series_name($split, source, service, level, status_class, route, host) as name,
        sum(n) as n,
        bit_or(sketch::bit) as sketch
    from user_hours(
        user_bits($split, $routes, $hosts), ceil_hour($from_ts), date_trunc('hour', $to_ts),
        $services, $sources, $levels, $routes, $hosts
    )
    group by all
),

at_ends as (
    from user_records(
        $from_ts, least($to_ts, ceil_hour($from_ts)), $services, $sources, $levels, $routes, $hosts
    )
    union all
    from user_records(
        greatest(date_trunc('hour', $to_ts), ceil_hour($from_ts)), $to_ts,
        $services, $sources, $levels, $routes, $hosts
    )
),

seen as (
    from of_hours
    union all by name
    select
        bucket_at(ts, $from_ts, $bucket_seconds, $origin) as bucket,
        series_name($split, source, service, level, status_class, route, host) as name,
        count(*) as n,
        user_sketch(user_id, user_bits($split, $routes, $hosts))::bit as sketch
    from at_ends
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
    case when ranked.rank <= $limit then ranked.rank else 0 end as rank,
    case when ranked.rank <= $limit then seen.name else 'other' end as series,
    users_in(bit_or(seen.sketch), user_bits($split, $routes, $hosts)) as users
from seen
join ranked on ranked.name = seen.name
group by all
order by seen.bucket, rank;
