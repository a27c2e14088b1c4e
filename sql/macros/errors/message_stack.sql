-- title: The stack trace in a message; null if there is none
-- grain: scalar
-- parameters: message
-- needs: is_stack, exception_name
-- A text that begins with an exception and goes on with its frames, whole; of other texts the Python traceback at their end.
-- Null where there is none: a thread's dump, or a text that only quotes a frame.
create or replace macro message_stack(message) as
    case
        when not contains(message, chr(10)) or not is_stack(message) then null
        when contains(message, 'Traceback (most recent call last)') then
            substr(message, strpos(message, 'Traceback (most recent call last)'))
        when exception_name(regexp_replace(left(message, 500), '^\s*(?:Uncaught|Unhandled) (?:\(in promise\) )?', '')) is not null
            or regexp_matches(
                message, '^\s*(?:Uncaught |Unhandled |PHP )?(?:(?:Fatal )?[Ee]rror|Exception|panic|Exception in thread "[^"]*" [\w.$]+)(?:[:(\s]|$)'
            ) then message
    end;
