-- title: base64() of bounded bytes
-- grain: scalar
-- parameters: what
-- needs:
-- Takes the place of the built-in function for untrusted statements: it makes four signs for three bytes, for a whole vector of results
-- before the statement can be interrupted.
create or replace temporary macro base64(what) as
    system.main.base64(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('base64() takes at most 65,536 characters here.')
        end
    );
create or replace temporary macro to_base64(what) as
    system.main.to_base64(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('to_base64() takes at most 65,536 characters here.')
        end
    );
