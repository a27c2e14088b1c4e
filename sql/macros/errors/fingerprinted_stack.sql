-- title: The part of a stack trace that the fingerprint depends on
-- grain: scalar
-- parameters: error_type, stack
-- needs: is_generic_error
-- A Python traceback without a cause, of a type that says enough: up to its last frame, without the exception's own lines, whose
-- values differ each time. Null for all others: their whole text counts.
create or replace macro fingerprinted_stack(error_type, stack) as
    case
        when error_type is null or is_generic_error(error_type) then null
        when not contains(stack, 'Traceback (most recent call last)') or contains(stack, ' above exception') then null
        when contains(stack, 'Caused by: ') or contains(stack, '─') or strlen(stack) >= 32768 then null
        when not regexp_matches(split_part(stack, 'Traceback (most recent call last)', -1), 'File "[^"\n]+", line \d') then null
        else list_transform(
            [split_part(stack, '", line ', -1)],
            lambda rest: if(
                contains(rest, 'Traceback (most recent call last)'),
                null,
                left(stack, length(stack) - length(rest)) || split_part(rest, chr(10), 1)
            )
        )[1]
    end;
