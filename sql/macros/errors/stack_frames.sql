-- title: The frames of a stack trace, innermost first
-- grain: scalar
-- parameters: stack
-- needs:
-- Each as it is written: Python (also in the boxes of Rich), JavaScript, Java, .NET, Rust, Go, Ruby, PHP, and lists of frames as JSON. Of chained
-- Python exceptions the last one's frames. An empty list where no frame is found.
create or replace macro stack_frames(stack) as
    case
        when contains(stack, 'Traceback (most recent call last) ─') then list_reverse(
            regexp_extract_all(
                right(split_part(stack, 'Traceback (most recent call last)', -1), 32768), '(?m)^│ ([^\s│]+:\d+ in \S+) +│', 1
            )
        )
        when contains(stack, '", line ') and contains(stack, 'File "') then list_reverse(
            regexp_extract_all(
                right(split_part(stack, 'Traceback (most recent call last)', -1), 32768),
                'File "[^"\n]+", line \d+(?:, in [^\n]+)?'
            )
        )
        when contains(stack, ' at ') or contains(stack, chr(9) || 'at ') then regexp_extract_all(
            left(stack, 32768), '(?m)^\s*at [^\n]+'
        )
        when contains(stack, '.go:') then regexp_extract_all(
            left(stack, 32768), '(?m)^\S[^\n]*\n\s+[^\n]+\.(?:go|s):\d+'
        )
        when contains(stack, '.rb:') then regexp_extract_all(
            left(stack, 32768), '(?m)^\s*(?:\d+: )?(?:from )?[^\s:]+:\d+:in [`''][^\n'']+'
        )
        when contains(stack, '#0 ') then regexp_extract_all(left(stack, 32768), '(?m)^#\d+ [^{\n][^\n]*')
        when starts_with(stack, '[') or starts_with(stack, '{') then regexp_extract_all(
            left(stack, 32768), '\{[^{}]*"(?i:file|filename|name|function|func|method)"[^{}]*\}'
        )
        else regexp_extract_all(left(stack, 32768), '(?m)^[^\s@]*@[^\s@]+:\d+:\d+')
    end;
