-- title: hex() of a bounded text
-- grain: scalar
-- parameters: what
-- needs:
-- Takes the place of the built-in function for untrusted statements: it makes two digits for each byte, for a whole vector of results
-- before the statement can be interrupted.
create or replace temporary macro hex(what) as
    system.main.hex(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('hex() takes at most 65,536 characters here.')
        end
    );
create or replace temporary macro to_hex(what) as
    system.main.to_hex(
        case
            when coalesce(strlen(what::varchar), 0) <= 65536 then what
            else error('to_hex() takes at most 65,536 characters here.')
        end
    );
