-- title: Why lines were rejected
-- grain: reason
-- parameters: services, sources
-- needs: rejects, files, passes_filter
-- Counts over everything that was read.
select
    rejects.reason,
    count(*) as rejects,
    count(distinct rejects.file_id) as files,
    max(rejects.rejected_at) as last_rejected_at
from rejects
join files on files.file_id = rejects.file_id
where passes_filter($services, files.service)
    and passes_filter($sources, files.source)
group by rejects.reason
order by rejects desc, rejects.reason;
