-- title: Fingerprints of the errors of a batch
-- grain: record
-- needs: logs, error_id
-- Sets error_id exactly on the rows that tell of an error. Each distinct text is looked at once, before its rows are.
with told as materialized (
    select
        batch_errors.ids,
        error_id(
            batch_errors.error_type,
            batch_errors.error_message,
            batch_errors.stack_trace,
            batch_errors.message
        ) as error_id
    from batch_errors
)

update batch
set error_id = found.error_id
from (
    select
        unnest(told.ids) as id,
        told.error_id
    from told
) as found
where batch.rowid = found.id;
