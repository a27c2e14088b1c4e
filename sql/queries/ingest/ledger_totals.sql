-- title: The ledger in one line
-- grain: warehouse
-- parameters: services, sources
-- needs: files, passes_filter
-- Every line that was read is stored, rejected or blank; unaccounted lines are zero, or something is wrong.
select
    count(*) as files,
    coalesce(sum(lines), 0)::bigint as lines,
    coalesce(sum(row_lines), 0)::bigint as row_lines,
    coalesce(sum(rows), 0)::bigint as rows,
    coalesce(sum(rejected), 0)::bigint as rejected,
    coalesce(sum(blank), 0)::bigint as blank,
    coalesce(sum(lines - row_lines - rejected - blank), 0)::bigint as unaccounted,
    coalesce(sum(size), 0)::bigint as size,
    coalesce(sum(bytes_read), 0)::bigint as bytes_read,
    coalesce(sum(greatest(size - bytes_read, 0)), 0)::bigint as lag_bytes,
    coalesce(sum(gap_bytes), 0)::bigint as gap_bytes,
    count(*) filter (gap is not null) as files_with_gaps,
    coalesce(sum(possible_duplicates), 0)::bigint as possible_duplicates,
    coalesce(sum(redacted), 0)::bigint as redacted,
    coalesce(sum(flagged), 0)::bigint as flagged,
    coalesce(sum(dropped_rows), 0)::bigint as dropped_rows,
    coalesce(sum(dropped_lines), 0)::bigint as dropped_lines,
    coalesce(sum(dropped_rejects), 0)::bigint as dropped_rejects,
    max(last_read_at) as last_read_at
from files
where passes_filter($services, service)
    and passes_filter($sources, source);
