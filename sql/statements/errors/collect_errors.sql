-- title: The distinct texts of errors in a batch
-- grain: distinct error text
-- needs: logs, is_error
-- What tells one error from another, each once: the same bug writes the same text many times.
create or replace temp table batch_errors as
select
    error_type,
    error_message,
    stack_trace,
    case when stack_trace is null and error_message is null then message end as message,
    list(rowid) as ids
from batch
where is_error(level, error_type, stack_trace, status)
group by all;
