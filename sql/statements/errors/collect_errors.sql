-- title: The distinct texts of errors in a batch
-- grain: distinct error text
-- needs: logs, is_error, fingerprinted_stack
-- What tells one error from another, each once: the same bug writes the same text many times, or one that differs only in values that do
-- not enter the fingerprint.
create or replace temp table batch_errors as
select
    error_type,
    case when fingerprinted is null then error_message end as error_message,
    coalesce(fingerprinted, stack_trace) as stack_trace,
    case when stack_trace is null and error_message is null then message end as message,
    list(row_number) as ids
from (
    select
        error_type,
        error_message,
        stack_trace,
        message,
        rowid as row_number,
        fingerprinted_stack(error_type, stack_trace) as fingerprinted
    from batch
    where is_error(level, error_type, stack_trace, status)
)
group by all;
