-- title: repeat() of a bounded length
-- grain: scalar
-- parameters: what, times
-- needs:
-- Takes the place of the built-in repeat for untrusted statements: a whole vector of results is made before the statement
-- can be interrupted, so one result is at most 10,000 characters.
create or replace temporary macro repeat(what, times) as
    system.main.repeat(
        what,
        case
            when length(what::varchar) * times <= 10000 then times
            else error('repeat() makes at most 10,000 characters here.')
        end
    );
