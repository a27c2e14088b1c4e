-- title: || to a bounded length
-- grain: scalar
-- parameters: a, b
-- needs:
-- Takes the place of the operator for untrusted statements: a whole vector of results is made before the statement can be
-- interrupted, so one result is at most 65,536 characters.
create or replace temporary macro "||"(a, b) as
    system.main."||"(
        a,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) <= 65536 then b
            else error('|| makes at most 65,536 characters here.')
        end
    );
