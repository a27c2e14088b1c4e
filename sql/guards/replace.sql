-- title: replace() to a bounded length
-- grain: scalar
-- parameters: what, wanted, put
-- needs:
-- Takes the place of the built-in replace for untrusted statements: a text can grow to 400,000 characters at most.
create or replace temporary macro replace(what, wanted, put) as
    system.main.replace(
        what,
        wanted,
        case
            when length(put) <= length(wanted) or length(what) * length(put) <= 400000 then put
            else error('replace() makes at most 400,000 characters here.')
        end
    );
