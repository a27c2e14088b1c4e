-- title: A stack trace as text
-- grain: scalar
-- parameters: value
-- needs: frame_text, message_text
-- `value` is JSON: a string, a list of lines, or a list of frames, which become lines of the form "at name (file:line)".
create or replace macro stack_text(value) as
    case json_type(value)
        when 'VARCHAR' then message_text(value ->> '$')
        when 'ARRAY' then nullif(
            array_to_string(
                list_transform(
                    json_extract(value, '$[*]'),
                    lambda frame: case json_type(frame)
                        when 'VARCHAR' then rtrim(frame ->> '$', chr(10))
                        when 'OBJECT' then frame_text(frame)
                    end
                ),
                chr(10)
            ),
            ''
        )
        when 'OBJECT' then case
            when json_type(value, '/frames') = 'ARRAY' then array_to_string(
                list_transform(json_extract(value, '$.frames[*]'), lambda frame: frame_text(frame)), chr(10)
            )
        end
    end;
