-- title: Whether versions 1 and 2 of the fingerprint may differ
-- grain: scalar
-- parameters: error_type, stack_trace
-- needs: error_causes, is_generic_error, stack_error_type
-- Only where the stack has a cause, or the type is generic.
create or replace macro fingerprint_may_differ(error_type, stack_trace) as
    stack_trace is not null
    and (
        error_causes(stack_trace).root is not null
        or coalesce(is_generic_error(coalesce(error_type, stack_error_type(stack_trace))), false)
    );
