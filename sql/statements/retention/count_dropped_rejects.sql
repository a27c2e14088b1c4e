-- title: Note in the ledger the invalid lines that are dropped
-- grain: file
-- needs: files, rejects
-- Reads the temporary table dropping (file_id, before).
update files
set dropped_rejects = files.dropped_rejects + going.rejects
from (
    select
        rejects.file_id,
        count(*) as rejects
    from rejects
    join dropping on dropping.file_id = rejects.file_id
    where rejects.rejected_at < dropping.before
    group by rejects.file_id
) as going
where files.file_id = going.file_id;
