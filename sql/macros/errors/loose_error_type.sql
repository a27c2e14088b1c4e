-- title: The exception type in a text that may hold anything about an exception
-- grain: scalar
-- parameters: value
-- needs: exception_name, is_stack
-- "ValueError: bad" gives ValueError; of a stack its own type is read elsewhere.
create or replace macro loose_error_type(value) as
    case when not is_stack(value) then exception_name(value) end;
