-- title: Lines of a stream that are in no known format
-- grain: rejected entry
-- parameters: service, source
-- needs: files, rejects
-- The newest 1,000, with the first 4,000 bytes of each.
select
    rejects.file_id,
    rejects.line_number,
    rejects.raw[1:4000] as raw
from rejects
join files on files.file_id = rejects.file_id
where rejects.reason = 'not JSON'
    and files.source = $source
    and files.service is not distinct from $service
order by rejects.rejected_at desc, rejects.file_id desc, rejects.line_number desc
limit 1000;
