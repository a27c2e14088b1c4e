-- title: lpad() of a bounded length
-- grain: scalar
-- parameters: what, width, fill
-- needs:
-- Takes the place of the built-in lpad for untrusted statements: at most 10,000 characters.
create or replace temporary macro lpad(what, width, fill) as
    system.main.lpad(
        what,
        case
            when width <= 10000 then width
            else error('lpad() makes at most 10,000 characters here.')
        end,
        fill
    );
