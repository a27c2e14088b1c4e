-- title: Latency by hour of day and weekday
-- grain: weekday × hour of day
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, timezone
-- needs: facts, wanted, counted_sources, bucket_ms
-- In the viewer's time zone; weekday 1 is Monday.
with counted as (
    select
        timezone($timezone, timezone('UTC', facts.ts)) as local_ts,
        facts.duration_bucket,
        facts.n
    from facts($fine, $from_ts, $to_ts) as facts
    join counted_sources as streams
        on streams.source = facts.source
        and streams.service is not distinct from facts.service
    where (streams.counts_requests or $sources is not null)
        and wanted($services, facts.service)
        and wanted($sources, facts.source)
        and wanted($levels, facts.level)
        and wanted($routes, facts.route)
        and wanted($hosts, facts.host)
        and facts.is_request
        and facts.duration_bucket is not null
),

durations as (
    select
        isodow(local_ts) as weekday,
        hour(local_ts) as hour_of_day,
        duration_bucket,
        sum(n) as n
    from counted
    group by all
),

running as (
    select
        weekday,
        hour_of_day,
        duration_bucket,
        sum(n) over (partition by weekday, hour_of_day order by duration_bucket) as below,
        sum(n) over (partition by weekday, hour_of_day) as total
    from durations
)

select
    weekday,
    hour_of_day,
    bucket_ms(min(duration_bucket) filter (below >= 0.50 * total)) as p50_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.95 * total)) as p95_ms,
    bucket_ms(min(duration_bucket) filter (below >= 0.99 * total)) as p99_ms
from running
group by all
order by weekday, hour_of_day;
