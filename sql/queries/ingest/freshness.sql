-- title: Freshness of every source
-- grain: service × source
-- parameters: services, sources
-- needs: sources, ingest_lag, passes_filter
-- When each log stream last said something, how much of it is stored and what still waits to be read.
select
    streams.service,
    streams.source,
    streams.rows as records,
    streams.last_ts,
    lag.last_read_at,
    coalesce(lag.files, 0) as files,
    coalesce(lag.lag_bytes, 0)::bigint as lag_bytes
from sources as streams
left join ingest_lag as lag
    on lag.source = streams.source
    and lag.service is not distinct from streams.service
where passes_filter($services, streams.service)
    and passes_filter($sources, streams.source)
order by streams.last_ts desc, streams.service, streams.source;
