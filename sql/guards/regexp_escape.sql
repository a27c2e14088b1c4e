-- title: regexp_escape() of a bounded text
-- grain: scalar
-- parameters: what
-- needs:
-- Takes the place of the built-in function for untrusted statements: it makes up to two signs for each, for a whole vector of results
-- before the statement can be interrupted.
create or replace temporary macro regexp_escape(what) as
    system.main.regexp_escape(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('regexp_escape() takes at most 65,536 characters here.')
        end
    );
