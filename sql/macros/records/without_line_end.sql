-- title: A text without the ends of lines at its end
-- grain: scalar
-- parameters: value
-- needs:
-- rtrim decodes the whole text, which takes longer than all else that is done with a stack trace.
create or replace macro without_line_end(value) as
    case when ends_with(value, chr(10)) or ends_with(value, chr(13)) then rtrim(value, chr(10) || chr(13)) else value end;
