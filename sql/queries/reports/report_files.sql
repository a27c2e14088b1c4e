-- title: Files whose records reach into a window, where they may be incomplete
-- grain: file
-- parameters: from_ts, to_ts, services, sources, limit
-- needs: files, passes_filter
-- Bytes known to be lost, possible duplicates, records that retention has dropped, files that could not be read, and bytes
-- that wait to be read (where the file's last record is older than the window's end).
select
    path,
    service,
    source,
    state,
    gap,
    gap_bytes,
    possible_duplicates,
    dropped_rows,
    case when last_ts is null or last_ts < $to_ts then greatest(size - bytes_read, 0) else 0 end as lag_bytes,
    note
from files
where (first_ts is null or first_ts < $to_ts)
    and (last_ts is null or last_ts >= $from_ts or size > bytes_read)
    and passes_filter($services, service)
    and passes_filter($sources, source)
    and (
        gap is not null
        or possible_duplicates > 0
        or dropped_rows > 0
        or state in ('broken', 'missing')
        or (size > bytes_read and (last_ts is null or last_ts < $to_ts))
    )
order by gap_bytes desc, lag_bytes desc, path
limit $limit;
