-- title: The ledger's sums by state
-- grain: state of a file
-- needs: files
-- What /metrics tells of ingest.
select
    state,
    count(*) as files,
    sum(bytes_read)::bigint as bytes_read,
    sum(lines)::bigint as lines,
    sum(rows)::bigint as rows,
    sum(rejected)::bigint as rejected,
    sum(blank)::bigint as blank,
    sum(case when state = 'live' then greatest(size - bytes_read, 0) else 0 end)::bigint as lag_bytes
from files
group by state
order by state;
