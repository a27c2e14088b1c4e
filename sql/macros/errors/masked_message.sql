-- title: A message with its values masked
-- grain: scalar
-- parameters: text
-- needs:
-- Everything that differs from one event to the next becomes <*>: addresses (web, mail, network, memory), times,
-- uuids, hexadecimal and mixed ids, quoted strings, paths of files, numbers. What is left is the message's template.
-- One pass: the alternatives are tried in the order they are written.
create or replace macro masked_message(text) as
    regexp_replace(
        text,
        '[A-Za-z][A-Za-z0-9+.-]*://[^\s"''<>)\]]+'
        || '|[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+'
        || '|"[^"\n]*"|\B''[^''\n]*''|`[^`\n]*`|“[^”\n]*”'
        || '|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b'
        || '|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?'
        || '|\b\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?\b'
        || '|\B/(?:tmp|var|home|srv|opt|usr|app|etc|root|proc|mnt|data|run|private|Users)/[^\s"'',;:)\]]*'
        || '|\b[A-Za-z]:\\[^\s"'',;:)\]]*'
        || '|\b0[xX][0-9a-fA-F]+\b'
        || '|\[?(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}\]?(?::\d+)?'
        || '|\b[0-9a-fA-F]{8,}\b'
        || '|[0-9A-Za-z]*\d[A-Za-z]+\d[0-9A-Za-z]*\b'
        || '|(?:\B[+-])?\d+(?:[.,:]\d+)*(?:[eE][+-]?\d+\b)?',
        '<*>',
        'g'
    );
