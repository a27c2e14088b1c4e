-- title: Records by level
-- grain: bucket × level
-- parameters: fine, from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, origin, every_line
-- needs: facts, wanted, counted_sources
-- An event that stands in several files counts once, unless $every_line is true or a source is asked for.
with counted as (
    select
        time_bucket(to_seconds($bucket_seconds), facts.ts, $origin) as bucket,
        facts.level,
        facts.n
    from facts($fine, $from_ts, $to_ts) as facts
    join counted_sources as streams
        on streams.source = facts.source
        and streams.service is not distinct from facts.service
    where ($every_line or $sources is not null or streams.is_counted)
        and wanted($services, facts.service)
        and wanted($sources, facts.source)
        and wanted($levels, facts.level)
        and wanted($routes, facts.route)
        and wanted($hosts, facts.host)
)

select
    bucket,
    coalesce(level, '') as level,
    sum(n)::bigint as records
from counted
group by all
order by bucket, level;
