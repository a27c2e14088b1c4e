-- title: The exception message in a stack trace
-- grain: scalar
-- parameters: stack
-- needs:
-- The rest of the line that stack_error_type reads the type from; only its first line where it has several.
create or replace macro stack_error_message(stack) as
    nullif(
        trim(
            case
                when contains(stack, 'Traceback (most recent call last)') then regexp_extract(
                    split_part(stack, 'Traceback (most recent call last)', -1),
                    '\n(?: *\| )?[A-Za-z_][0-9A-Za-z_.]*: ([^\n]*)',
                    1
                )
                when regexp_matches(stack, '^\s*(?:\S+ )?panic: ') then regexp_extract(stack, 'panic: ([^\n]*)', 1)
                when regexp_matches(stack, '^[^\n]*\.rb:\d+:in [^\n]*\([A-Z][0-9A-Za-z_:]*\)') then regexp_extract(
                    stack, '^[^\n]*?:in [^\n]*?[''`]: ([^\n]*) \([A-Z][0-9A-Za-z_:]*\)', 1
                )
                else regexp_extract(
                    stack,
                    '^\s*(?:Exception in thread "[^"\n]*" |PHP Fatal error:\s+|Fatal error:\s+|Unhandled exception[.:]\s+)?(?:Uncaught )?'
                    || '(?:[0-9A-Za-z_$]+(?:[.$/\\]|::))*[A-Z][0-9A-Za-z_$]*(?:`\d+)?'
                    || '(?: \[[^\]\n]*\]| \(0x[0-9a-fA-F]+\))?: ?([^\n]*)',
                    1
                )
            end
        ),
        ''
    );
