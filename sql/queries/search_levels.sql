-- title: What a search finds, over time and by level
-- grain: bucket × level
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, every_line, bucket_seconds, origin
-- needs: logs, counted_sources, wanted
-- Read from the records; where nothing is searched for, records_by_level tells the same from the rollup.
select
    time_bucket(to_seconds($bucket_seconds), logs.ts, $origin) as bucket,
    coalesce(logs.level, '') as level,
    count(*) as records
from logs
inner join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.ts >= $from_ts
    and logs.ts < $to_ts
    and ($every_line or $sources is not null or streams.is_counted)
    and wanted($services, logs.service)
    and wanted($sources, logs.source)
    and wanted($levels, logs.level)
    and wanted($routes, logs.route)
    and wanted($hosts, logs.host)
    and true /* search */
group by all
order by bucket, level;
