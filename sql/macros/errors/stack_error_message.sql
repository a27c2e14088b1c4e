-- title: The exception message in a stack trace
-- grain: scalar
-- parameters: stack
-- needs:
-- The rest of the line that stack_error_type reads the type from; only its first line where it has several, without PHP's place.
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
                when regexp_matches(stack, '^\s*\*\* \([A-Z]') then regexp_extract(stack, '^\s*\*\* \([^)\n]*\) ([^\n]*)', 1)
                when regexp_matches(stack, '^\s*thread ''[^\n]*'' (?:\(\d+\) )?panicked at ') then coalesce(
                    nullif(regexp_extract(stack, 'panicked at ''([^\n]*)'', [^\n]*', 1), ''), regexp_extract(stack, ':\d+:\d+:\n([^\n]*)', 1)
                )
                when regexp_matches(stack, '^[^\n]*\([^\n]*\):?\s*\n\s*\S+\.rb:\d+') then coalesce(
                    nullif(regexp_extract(stack, '^\s*(?:[A-Z]\w*::)*[A-Z]\w*(?:Error|Exception)? \(([^\n]*)\):\s*\n', 1), ''),
                    regexp_extract(stack, '^\s*([^\n]*) \((?:[A-Z]\w*::)*[A-Z]\w*\)\s*\n', 1)
                )
                when contains(stack, chr(10) || 'Stack trace:') then regexp_extract(
                    stack,
                    '^\s*(?:(?:PHP )?Fatal error: +)?(?:Uncaught )?(?:[0-9A-Za-z_$]+(?:[.$/\\]|::))*[A-Z][0-9A-Za-z_$]*: ([^\n]*?)'
                    || '(?: in /[^\n]*:\d+)?\nStack trace:',
                    1
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
