-- title: A log message
-- grain: scalar
-- parameters: value
-- needs:
-- Without the line end that some loggers leave on it; null where nothing remains.
create or replace macro message_text(value) as
    case
        when ends_with(value, chr(10)) or ends_with(value, chr(13)) then nullif(rtrim(value, chr(10) || chr(13)), '')
        when value <> '' then value
    end;
