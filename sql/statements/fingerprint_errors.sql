-- title: Fingerprints of the errors of a batch
-- grain: record
-- needs: logs, error_id
-- Sets error_id exactly on the rows that tell of an error.
update batch
set error_id = found.error_id
from (
    select unnest(ids) as id, error_id(error_type, error_message, stack_trace, message) as error_id
    from batch_errors
) as found
where batch.rowid = found.id;
