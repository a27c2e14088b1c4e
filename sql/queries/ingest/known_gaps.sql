-- title: Known gaps and possible duplicates
-- grain: file
-- parameters: services, sources, limit
-- needs: files, passes_filter
-- Files with bytes that are known to be lost, with possible duplicates, or that could not be read.
select
    path,
    state,
    gap_bytes,
    possible_duplicates,
    concat_ws(' ', gap, note) as what,
    last_read_at
from files
where (gap is not null or possible_duplicates > 0 or state in ('broken', 'missing'))
    and passes_filter($services, service)
    and passes_filter($sources, source)
order by gap_bytes desc, possible_duplicates desc, path
limit $limit;
