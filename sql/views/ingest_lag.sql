-- title: How far behind reading is
-- grain: source × service
-- needs: files
-- Bytes that are on disk and not yet read, over all files of a stream; when it was last read, and its last record.
create or replace view ingest_lag as
select
    files.source,
    files.service,
    count(*) as files,
    max(files.last_ts) as last_ts,
    max(files.last_read_at) as last_read_at,
    sum(greatest(files.size - files.bytes_read, 0))::bigint as lag_bytes
from files
group by files.source, files.service;
