-- title: Invalid lines among those of a window
-- grain: file × reason
-- parameters: from_ts, to_ts, services, sources, limit
-- needs: logs, rejects, files, passes_filter
-- A reject has no time of its own: it counts where it is between the first and the last record that the file has in
-- the window.
with spans as (
    select
        file_id,
        min(byte_offset) as first_offset,
        max(byte_offset) as last_offset
    from logs
    where ts >= $from_ts
        and ts < $to_ts
        and passes_filter($services, service)
        and passes_filter($sources, source)
    group by file_id
)

select
    files.path,
    rejects.reason,
    count(*) as rejects,
    arg_min(rejects.raw[:400], rejects.byte_offset) as first_raw
from rejects
join spans
    on spans.file_id = rejects.file_id
    and rejects.byte_offset between spans.first_offset and spans.last_offset
join files on files.file_id = rejects.file_id
group by files.path, rejects.reason
order by rejects desc, files.path, rejects.reason
limit $limit;
