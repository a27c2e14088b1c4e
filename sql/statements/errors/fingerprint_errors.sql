-- title: Fingerprints of the errors of a batch
-- grain: distinct error text
-- needs: error_id, fingerprint_may_differ
-- Each distinct text is looked at once, before its rows are.
select
    batch_errors.*,
    error_id(
        batch_errors.error_type,
        batch_errors.error_message,
        batch_errors.stack_trace,
        batch_errors.message
    ) as error_id,
    fingerprint_may_differ(batch_errors.error_type, batch_errors.stack_trace) as may_differ
from batch_errors;
