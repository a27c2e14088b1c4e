-- title: Files by state
-- grain: state
-- parameters: services, sources
-- needs: files, passes_filter
-- live may grow, drained was rotated and read to its end, finished is an archive read to its trailer, missing was not found at
-- the last scan, broken could not be read.
select
    state,
    count(*) as files,
    sum(greatest(size - bytes_read, 0))::bigint as lag_bytes
from files
where passes_filter($services, service)
    and passes_filter($sources, source)
group by state
order by files desc, state;
