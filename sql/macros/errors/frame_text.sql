-- title: One stack frame as a line of text
-- grain: scalar
-- parameters: frame
-- needs:
-- `frame` is a JSON object in the words of Go, Java, JavaScript, .NET, PHP, Python or Ruby loggers.
create or replace macro frame_text(frame) as
    '    at '
    || coalesce(
        nullif(
            concat_ws(
                '.',
                coalesce(frame ->> '/class', frame ->> '/className', frame ->> '/declaringClass', frame ->> '/module'),
                coalesce(
                    frame ->> '/name', frame ->> '/Name', frame ->> '/function', frame ->> '/Function', frame ->> '/func',
                    frame ->> '/method', frame ->> '/methodName', frame ->> '/methodname'
                )
            ),
            ''
        ),
        '?'
    )
    || ' ('
    || coalesce(
        frame ->> '/file', frame ->> '/File', frame ->> '/filename', frame ->> '/fileName', frame ->> '/source',
        frame ->> '/abs_path', frame ->> '/path', '?'
    )
    || coalesce(
        ':' || coalesce(
            frame ->> '/line', frame ->> '/Line', frame ->> '/lineno', frame ->> '/lineNumber', frame ->> '/line_number'
        ),
        ''
    )
    || ')';
