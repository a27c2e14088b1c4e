-- title: A log message that is a plain text
-- grain: scalar
-- parameters: value
-- needs:
-- Null for objects, lists and what ends with a line, which message_text reads.
create or replace macro quick_message(value) as
    case
        when ends_with(value, chr(10)) or ends_with(value, chr(13)) then null
        when value < '[' or (value >= '\' and value < '{') or value >= '|' then nullif(value, '')
    end;
