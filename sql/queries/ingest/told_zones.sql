-- title: Zones that write times told
-- grain: service × source × zone
-- parameters: services, sources
-- needs: files, passes_filter
-- Streams whose times name no zone, in which the newest line and the write time of the file showed one. UTC is left out.
select
    service,
    source,
    zone,
    count(*) as files,
    max(last_ts) as last_ts
from files
where zone <> 'UTC'
    and passes_filter($services, service)
    and passes_filter($sources, source)
group by service, source, zone
order by last_ts desc nulls last, service, source, zone;
