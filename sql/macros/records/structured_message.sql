-- title: The message in a JSON object or a list of bytes
-- grain: scalar
-- parameters: value
-- needs: bytes_text
-- `value` is text. Of an object the member that is the message (a logger that was handed an error or a map writes one); of a
-- list of bytes, as systemd's journal and Node's buffers have it, its text. Any other value is itself the message.
create or replace macro structured_message(value) as
    case
        when value[1] = '[' then coalesce(bytes_text(value), value)
        when not json_valid(value) then value
        else coalesce(
            list_filter(
                json_extract_string(
                    value,
                    [
                        '/formatted', '/message', '/msg', '/Message', '/text', '/errorMessage', '/error_message', '/stringValue',
                        '/string', '/body', '/event', '/description'
                    ]
                ),
                lambda text: text <> '' and text[1] not in ('{', '[')
            )[1],
            case when value ->> '/type' = 'Buffer' then bytes_text(value ->> '/data') end,
            value
        )
    end;
