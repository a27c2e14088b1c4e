-- title: The ledger per file
-- grain: file
-- parameters: states, services, sources, limit
-- needs: files, passes_filter
-- lines = lines with rows + rejected + blank holds for each file; is_balanced says so. Newest first.
select
    file_id,
    path,
    service,
    source,
    state,
    compression,
    size,
    bytes_read,
    greatest(size - bytes_read, 0) as lag_bytes,
    lines,
    row_lines,
    rows,
    rejected,
    blank,
    lines = row_lines + rejected + blank as is_balanced,
    possible_duplicates,
    redacted,
    flagged,
    dropped_rows,
    dropped_lines,
    dropped_rejects,
    first_ts,
    last_ts,
    gap,
    gap_bytes,
    note,
    first_seen_at,
    last_read_at
from files
where passes_filter($states, state)
    and passes_filter($services, service)
    and passes_filter($sources, source)
order by last_read_at desc nulls last, file_id desc
limit $limit;
