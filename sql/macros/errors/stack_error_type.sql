-- title: The exception type in a stack trace
-- grain: scalar
-- parameters: stack
-- needs:
-- Python: the first line after the frames of the last traceback (an exception raised while another was handled is the
-- one that got out). Others: the head of the first line, before its colon. Null where the stack begins with its frames.
create or replace macro stack_error_type(stack) as
    nullif(
        case
            when contains(stack, 'Traceback (most recent call last)') then regexp_extract(
                split_part(stack, 'Traceback (most recent call last)', -1),
                '\n(?: *\| )?([A-Za-z_][0-9A-Za-z_.]*)(?:: [^\n]*|:)?(?:\n|$)',
                1
            )
            when regexp_matches(stack, '^\s*(?:\S+ )?panic: ') then 'panic'
            when regexp_matches(stack, '^[^\n]*\.rb:\d+:in [^\n]*\([A-Z][0-9A-Za-z_:]*\)') then regexp_extract(
                stack, '^[^\n]*\(([A-Z][0-9A-Za-z_:]*)\)', 1
            )
            else regexp_extract(
                stack,
                '^\s*(?:Exception in thread "[^"\n]*" |PHP Fatal error:\s+|Fatal error:\s+|Unhandled exception[.:]\s+)?(?:Uncaught )?'
                || '((?:[0-9A-Za-z_$]+(?:[.$/\\]|::))*[A-Z][0-9A-Za-z_$]*(?:`\d+)?)'
                || '(?: \[[^\]\n]*\]| \(0x[0-9a-fA-F]+\))?(?::|\s*\n|\s*$)',
                1
            )
        end,
        ''
    );
