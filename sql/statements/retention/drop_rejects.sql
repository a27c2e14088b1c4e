-- title: Drop invalid lines that are past their source's retention
-- grain: rejected entry
-- needs: rejects, count_dropped_rejects
delete from rejects
using dropping
where dropping.file_id = rejects.file_id
    and rejects.rejected_at < dropping.before;
