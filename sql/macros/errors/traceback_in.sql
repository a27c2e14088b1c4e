-- title: The Python traceback in a text
-- grain: scalar
-- parameters: value
-- needs:
-- `value` is JSON. From the first traceback to the text's end; null where there is none.
create or replace macro traceback_in(value) as
    case
        when contains(value::varchar, 'Traceback (most recent call last)') then rtrim(
            substr(value ->> '$', strpos(value ->> '$', 'Traceback (most recent call last)')), chr(10)
        )
    end;
