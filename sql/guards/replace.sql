-- title: replace() to a bounded length
-- grain: scalar
-- parameters: what, wanted, put
-- needs:
-- Takes the place of the built-in replace for untrusted statements: a text can grow to 400,000 characters at most.
-- `what` is bound once, as a list's one element: written twice in a macro it would double with every call within a call. The rest
-- stays outside of the lambda, so that a pattern is compiled once; no growing call may stand in it (sql/cost_guard.py).
create or replace temporary macro replace(what, wanted, put) as
    system.main.replace(
        system.main.list_extract(
            system.main.list_transform(
                [what],
                lambda given: case
                    when given is null or length(put) <= length(wanted) or length(given) * length(put) <= 400000 then given
                    else error('replace() makes at most 400,000 characters here.')
                end
            ),
            1
        ),
        wanted,
        put
    );
