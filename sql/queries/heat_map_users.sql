-- title: Users by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: wanted, counted_sources, user_sketches, users_in, logs
-- Distinct users per hour, estimated as in trend_users, averaged over the hours that had any; in the viewer's time zone,
-- weekday 1 is Monday.
with told as (
    select
        sketches.hour,
        sketches.source,
        sketches.service,
        sketches.level,
        null as route,
        null as host,
        sketches.sketch,
        null as user_id
    from user_sketches as sketches
    where $routes is null
        and $hosts is null
        and sketches.hour >= $from_ts
        and sketches.hour < $to_ts
    union all
    select
        date_trunc('hour', logs.ts) as hour,
        logs.source,
        logs.service,
        logs.level,
        logs.route,
        logs.host,
        null as sketch,
        logs.user_id
    from logs
    where ($routes is not null or $hosts is not null)
        and logs.ts >= $from_ts
        and logs.ts < $to_ts
        and logs.user_id is not null
),

hours as (
    select
        told.hour,
        coalesce(users_in(bit_or(told.sketch::bit)), approx_count_distinct(told.user_id)) as users
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
    group by told.hour
),

local as (
    select
        timezone($timezone, timezone('UTC', hours.hour)) as local_hour,
        hours.users
    from hours
)

select
    isodow(local_hour) as weekday,
    hour(local_hour) as hour_of_day,
    avg(users) as users
from local
group by all
order by weekday, hour_of_day;
