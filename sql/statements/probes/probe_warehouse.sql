-- title: How far reading is
-- grain: one row
-- needs: files
select
    count(*) as files,
    coalesce(sum(greatest(files.size - files.bytes_read, 0)) filter (files.state = 'live'), 0)::bigint as lag_bytes,
    count(*) filter (files.state = 'broken') as broken
from files
where files.state <> 'dropped';
