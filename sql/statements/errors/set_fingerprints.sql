-- title: Fingerprints for the rows of a batch
-- grain: record
-- needs: logs
-- Sets error_id exactly on the rows that are about an error.
update batch
set error_id = found.error_id
from (
    select
        unnest(batch_fingerprints.ids) as id,
        batch_fingerprints.error_id
    from batch_fingerprints
) as found
where batch.rowid = found.id;
