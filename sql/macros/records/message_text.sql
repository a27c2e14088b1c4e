-- title: A log message as text
-- grain: scalar
-- parameters: value
-- needs: quick_message, structured_message
-- Without the line end that some loggers leave on it; null where nothing remains. Of what is an object or a list of bytes the
-- text within (structured_message).
create or replace macro message_text(value) as
    coalesce(
        quick_message(value),
        case
            when ends_with(value, chr(10)) or ends_with(value, chr(13)) then nullif(rtrim(value, chr(10) || chr(13)), '')
            when starts_with(value, '{') or value[2] between '0' and '9' then structured_message(value)
            else nullif(value, '')
        end
    );
