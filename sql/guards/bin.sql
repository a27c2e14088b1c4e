-- title: bin() of a bounded text
-- grain: scalar
-- parameters: what
-- needs:
-- Takes the place of the built-in function for untrusted statements: it makes eight digits for each byte, for a whole vector of results
-- before the statement can be interrupted.
create or replace temporary macro bin(what) as
    system.main.bin(
        case
            when coalesce(strlen(what::varchar), 0) <= 8192 then what
            else error('bin() takes at most 8,192 characters here.')
        end
    );
create or replace temporary macro to_binary(what) as
    system.main.to_binary(
        case
            when coalesce(strlen(what::varchar), 0) <= 8192 then what
            else error('to_binary() takes at most 8,192 characters here.')
        end
    );
