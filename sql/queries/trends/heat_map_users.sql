-- title: Users by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: user_hours, user_bits, users_in
-- Distinct users per hour, estimated as in trend_users, averaged over the hours that had any; in the viewer's time zone,
-- weekday 1 is Monday.
with hours as (
    select
        hour,
        users_in(bit_or(sketch::bit), user_bits('none', $routes, $hosts)) as users
    from user_hours(
        user_bits('none', $routes, $hosts), $from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts
    )
    group by hour
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
