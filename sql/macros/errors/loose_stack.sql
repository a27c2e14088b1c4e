-- title: The stack trace in a value of any form
-- grain: scalar
-- parameters: value
-- needs: stack_text, is_stack, without_line_end
-- `value` is JSON. Text counts only where it looks like a stack; frames and lists of lines always do.
create or replace macro loose_stack(value) as
    case
        when (value::varchar)[1] = '"' then case when is_stack(value ->> '$') then without_line_end(value ->> '$') end
        when (value::varchar)[1] in ('[', '{') then list_filter([stack_text(value)], lambda text: is_stack(text))[1]
    end;
