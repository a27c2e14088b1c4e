-- title: url_encode() of a bounded text
-- grain: scalar
-- parameters: what
-- needs:
-- Takes the place of the built-in function for untrusted statements: it makes up to three signs for each byte, for a whole vector of results
-- before the statement can be interrupted.
create or replace temporary macro url_encode(what) as
    system.main.url_encode(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('url_encode() takes at most 65,536 characters here.')
        end
    );
