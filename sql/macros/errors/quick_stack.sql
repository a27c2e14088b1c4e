-- title: A stack trace that is a text
-- grain: scalar
-- parameters: value
-- needs: without_line_end
-- Null for frames as JSON, which stack_text reads.
create or replace macro quick_stack(value) as
    case when json_type(value) = 'VARCHAR' then nullif(without_line_end(value ->> '$'), '') end;
