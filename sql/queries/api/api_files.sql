-- title: The ledger, file by file
-- grain: stream
-- needs: files
-- What `longtail files` and the API tell of every file: how far it was read and how its lines were counted.
select
    file_id,
    path,
    source,
    service,
    state,
    compression,
    size,
    bytes_read,
    lines,
    rows,
    row_lines,
    rejected,
    blank,
    possible_duplicates,
    redacted,
    flagged,
    dropped_rows,
    dropped_lines,
    dropped_rejects,
    first_ts,
    last_ts,
    case when state in ('finished', 'missing') then 0 else greatest(size - bytes_read, 0) end as lag_bytes,
    gap,
    gap_bytes,
    note,
    zone,
    modified_at,
    first_seen_at,
    last_read_at
from files
order by path, file_id;
