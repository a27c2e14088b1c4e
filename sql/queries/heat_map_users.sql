-- title: Users by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: wanted, counted_sources, user_sketches, users_in
-- Distinct users per hour, estimated as in trend_users, averaged over the hours that had any; in the viewer's time zone,
-- weekday 1 is Monday.
with hours as (
    select
        sketches.hour,
        case
            when $routes is not null or $hosts is not null then users_in(bit_or(sketches.sketch::bit), 256)
            else users_in(bit_or(sketches.sketch::bit), 1000)
        end as users
    from user_sketches as sketches
    join counted_sources as streams
        on streams.source = sketches.source
        and streams.service is not distinct from sketches.service
    where sketches.is_fine = ($routes is not null or $hosts is not null)
        and sketches.hour >= $from_ts
        and sketches.hour < $to_ts
        and (streams.is_counted or $sources is not null)
        and wanted($services, sketches.service)
        and wanted($sources, sketches.source)
        and wanted($levels, sketches.level)
        and wanted($routes, sketches.route)
        and wanted($hosts, sketches.host)
    group by sketches.hour
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
