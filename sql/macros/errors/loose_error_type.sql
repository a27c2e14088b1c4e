-- title: The exception type in a text of any form
-- grain: scalar
-- parameters: value
-- needs: exception_name, is_stack
-- "ValueError: bad" gives ValueError, PHP's "[object] (App\Gone(code: 0): …" App\Gone; of a stack its own type is read elsewhere.
create or replace macro loose_error_type(value) as
    case
        when starts_with(value, '[object] (') then nullif(regexp_extract(value, '^\[object\] \(([0-9A-Za-z_\\]+)\(code: ', 1), '')
        when not is_stack(value) then exception_name(value)
    end;
