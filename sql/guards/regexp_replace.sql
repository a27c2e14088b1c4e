-- title: regexp_replace() to a bounded length
-- grain: scalar
-- parameters: what, wanted, put, options
-- needs:
-- Takes the place of the built-in regexp_replace for untrusted statements: a text can grow to 400,000 characters at most.
create or replace temporary macro regexp_replace(what, wanted, put) as
    system.main.regexp_replace(
        what,
        wanted,
        case
            when length(what) * length(put) <= 400000 then put
            else error('regexp_replace() makes at most 400,000 characters here.')
        end
    ),
    (what, wanted, put, options) as
    system.main.regexp_replace(
        what,
        wanted,
        case
            when length(what) * length(put) <= 400000 then put
            else error('regexp_replace() makes at most 400,000 characters here.')
        end,
        options
    );
