-- title: Users by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: wanted, counted_sources
-- Distinct users per hour, estimated, averaged over the hours that had any; in the viewer's time zone, weekday 1 is Monday.
with hours as (
    select
        date_trunc('hour', timezone($timezone, timezone('UTC', facts.ts))) as local_hour,
        approx_count_distinct(facts.user_id) as users
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
    group by local_hour
)

select
    isodow(local_hour) as weekday,
    hour(local_hour) as hour_of_day,
    avg(users) as users
from hours
group by all
order by weekday, hour_of_day;
