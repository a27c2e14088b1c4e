-- title: replace() to a bounded length
-- grain: scalar
-- parameters: what, wanted, put
-- needs:
-- Takes the place of the built-in replace for untrusted statements: a text can grow to a million characters at most.
create or replace temporary macro replace(what, wanted, put) as
    system.main.replace(
        what,
        wanted,
        case
            when length(what) * length(put) <= 1000000 then put
            else error('replace() makes at most a million characters here.')
        end
    );
