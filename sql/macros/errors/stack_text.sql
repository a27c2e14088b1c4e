-- title: A stack trace as text
-- grain: scalar
-- parameters: value
-- needs: quick_stack, frame_text
-- `value` is JSON: a string, a list of lines, or a list of frames, which become lines of the form "at name (file:line)".
create or replace macro stack_text(value) as
    coalesce(
        quick_stack(value),
        case when json_type(value) = 'ARRAY' or json_type(value, '/frames') = 'ARRAY' then nullif(
            array_to_string(
                list_transform(
                    json_extract(case when json_type(value) = 'ARRAY' then value else value -> '/frames' end, '$[*]'),
                    lambda frame: case json_type(frame)
                        when 'VARCHAR' then rtrim(frame ->> '$', chr(10))
                        when 'OBJECT' then frame_text(frame)
                    end
                ),
                chr(10)
            ),
            ''
        ) end
    );
