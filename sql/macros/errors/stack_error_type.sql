-- title: The exception type in a stack trace
-- grain: scalar
-- parameters: stack
-- needs:
-- Python: the first line after the frames of the last traceback (an exception raised while another was handled is the
-- one that got out). Others: the head of the first line, before its colon; Ruby's, Rails' and Elixir's have it in parentheses or before
-- them. Null where the stack begins with its frames.
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
            when regexp_matches(stack, '^\s*\*\* \([A-Z]') then regexp_extract(stack, '^\s*\*\* \(([A-Z][0-9A-Za-z_.]*)\)', 1)
            when regexp_matches(stack, '^\s*thread ''[^\n]*'' (?:\(\d+\) )?panicked at ') then 'panic'
            when regexp_matches(stack, '^[^\n]*\([^\n]*\):?\s*\n\s*\S+\.rb:\d+') then coalesce(
                nullif(regexp_extract(stack, '^\s*((?:[A-Z]\w*::)*[A-Z]\w*(?:Error|Exception)?) \([^\n]*\):\s*\n', 1), ''),
                regexp_extract(stack, '^[^\n]* \(((?:[A-Z]\w*::)*[A-Z]\w*)\)\s*\n', 1)
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
