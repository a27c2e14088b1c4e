-- title: Files by state
-- grain: state
-- parameters: services, sources
-- needs: files, wanted
-- live may grow, drained was rotated and read to its end, finished is an archive read to its trailer, missing was not found at
-- the last scan, broken could not be read.
select
    state,
    count(*) as files,
    sum(greatest(size - bytes_read, 0))::bigint as lag_bytes
from files
where wanted($services, service)
    and wanted($sources, source)
group by state
order by files desc, state;
