-- title: Invalid lines
-- grain: rejected entry
-- needs: rejects, files
-- What `longtail rejects` tells, in the order of files and lines.
select
    r.file_id,
    f.path,
    r.line_number,
    r.byte_offset,
    r.reason,
    r.raw,
    r.rejected_at
from rejects as r
left join files as f on f.file_id = r.file_id
order by f.path, r.file_id, r.byte_offset;
