-- title: Rejected entries that may be read again
-- grain: rejected entry
-- parameters: service, source, after_file, after_offset, most
-- needs: files, rejects
-- Those of one stream that were in no known format, in the order of its lines, from behind the place `after_file`, `after_offset` on.
select
    rejects.file_id,
    rejects.line_number,
    rejects.byte_offset,
    rejects.raw,
    files.modified_at,
    files.zone
from rejects
join files on files.file_id = rejects.file_id
where rejects.reason = 'not JSON'
    and files.source = $source
    and files.service is not distinct from $service
    and files.state <> 'dropped'
    and (rejects.file_id, rejects.byte_offset) > ($after_file, $after_offset)
order by rejects.file_id, rejects.byte_offset
limit $most;
