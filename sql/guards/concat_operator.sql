-- title: || to a bounded length
-- grain: scalar
-- parameters: a, b
-- needs:
-- Takes the place of the operator for untrusted statements: a whole vector of results is made before the statement can be
-- interrupted, so one result is at most 65,536 characters.
-- What fails is a cast, not error(), so that texts which are put together from literals stay literals (patterns!).
-- The arguments are bound once, as the fields of a list's one element: written twice in a macro they would double with every call
-- within a call.
create or replace temporary macro "||"(a, b) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b}],
            lambda given: system.main."||"(
                given.a,
                case
                    when coalesce(strlen(given.a::varchar), 0) + coalesce(strlen(given.b::varchar), 0) <= 65536 then given.b
                    else system.main.list_extract([given.b], '|| makes at most 65,536 characters here.'::bigint)
                end
            )
        ),
        1
    );
