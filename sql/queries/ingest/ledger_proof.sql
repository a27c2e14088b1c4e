-- title: Files whose ledger disagrees with their rows
-- grain: stream
-- parameters: first_file, last_file
-- needs: files, logs, rejects
-- Counts again what is in logs and rejects, and gives the files (of a range of file_id) where it is not what the
-- ledger says: lines = lines that gave rows + rejected + blank, and no row twice. What retention took away since counts
-- as the ledger noted it. Sound: no row.
with
    stored as (
        select
            file_id,
            count(*) as rows,
            count(distinct line_number) as row_lines,
            count(*) - count(distinct {'offset': byte_offset, 'index': record_index}) as repeated
        from logs
        where file_id between $first_file and $last_file
        group by file_id
    ),
    refused as (
        select
            file_id,
            count(*) as rejected
        from rejects
        where file_id between $first_file and $last_file
        group by file_id
    ),
    ledger as (
        select *
        from files
        where file_id between $first_file and $last_file
    )
select
    coalesce(l.file_id, s.file_id, r.file_id) as file_id,
    l.path,
    l.lines,
    l.blank,
    l.rows as ledger_rows,
    coalesce(s.rows, 0) as rows,
    l.row_lines as ledger_row_lines,
    coalesce(s.row_lines, 0) as row_lines,
    l.rejected as ledger_rejected,
    coalesce(r.rejected, 0) as rejected,
    coalesce(s.repeated, 0) as repeated,
    l.dropped_rows,
    l.dropped_lines,
    l.dropped_rejects
from ledger as l
full outer join stored as s on s.file_id = l.file_id
full outer join refused as r on r.file_id = coalesce(l.file_id, s.file_id)
where l.file_id is null
    or l.lines <> l.dropped_lines + coalesce(s.row_lines, 0) + l.dropped_rejects + coalesce(r.rejected, 0) + l.blank
    or l.rows <> l.dropped_rows + coalesce(s.rows, 0)
    or l.row_lines <> l.dropped_lines + coalesce(s.row_lines, 0)
    or l.rejected <> l.dropped_rejects + coalesce(r.rejected, 0)
    or coalesce(s.repeated, 0) > 0
order by file_id;
