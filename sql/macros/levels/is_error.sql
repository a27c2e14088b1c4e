-- title: Whether a record is an error
-- grain: scalar
-- parameters: level, error_type, stack_trace, status
-- needs:
-- True where there is an exception or a stack, or the level is ERROR or CRITICAL on a record that is not an HTTP response
-- (a failed request is counted as such, not as an error of the code); never null.
create or replace macro is_error(level, error_type, stack_trace, status) as
    error_type is not null
    or stack_trace is not null
    or (status is null and coalesce(level in ('ERROR', 'CRITICAL'), false));
