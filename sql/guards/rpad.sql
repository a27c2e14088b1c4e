-- title: rpad() of a bounded length
-- grain: scalar
-- parameters: what, width, fill
-- needs:
-- Takes the place of the built-in rpad for untrusted statements: at most 10,000 characters.
create or replace temporary macro rpad(what, width, fill) as
    system.main.rpad(
        what,
        case
            when width <= 10000 then width
            else error('rpad() makes at most 10,000 characters here.')
        end,
        fill
    );
