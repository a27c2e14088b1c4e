-- title: Invalid lines
-- grain: rejected entry
-- parameters: services, sources, limit
-- needs: rejects, files, passes_filter
-- Newest first, with the first 2,000 bytes of what stood there.
select
    rejects.rejected_at,
    files.path,
    rejects.line_number,
    rejects.byte_offset,
    rejects.reason,
    octet_length(rejects.raw) as bytes,
    rejects.raw[1:2000] as raw
from rejects
join files on files.file_id = rejects.file_id
where passes_filter($services, files.service)
    and passes_filter($sources, files.source)
order by rejects.rejected_at desc, rejects.file_id desc, rejects.line_number desc
limit $limit;
