-- title: concat() to a bounded length
-- grain: scalar
-- parameters: a, b, c, d, e, f, g, h, i, j
-- needs:
-- Takes the place of the built-in concat for untrusted statements: at most ten parts and 65,536 characters.
-- Each number of parts is written out: a macro takes no list of arguments, and parts that are null by default would be carried
-- along by every call, which takes up to three times as long.
-- The arguments are bound once, as the fields of a list's one element: written twice in a macro they would double with every call
-- within a call.
create or replace temporary macro concat(a) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end
            )
        ),
        1
    ),
    (a, b) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b
            )
        ),
        1
    ),
    (a, b, c) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c
            )
        ),
        1
    ),
    (a, b, c, d) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d
            )
        ),
        1
    ),
    (a, b, c, d, e) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e
            )
        ),
        1
    ),
    (a, b, c, d, e, f) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e, 'f': f}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0)
                        + coalesce(strlen(given.f::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e,
                given.f
            )
        ),
        1
    ),
    (a, b, c, d, e, f, g) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e, 'f': f, 'g': g}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0)
                        + coalesce(strlen(given.f::varchar), 0)
                        + coalesce(strlen(given.g::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e,
                given.f,
                given.g
            )
        ),
        1
    ),
    (a, b, c, d, e, f, g, h) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e, 'f': f, 'g': g, 'h': h}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0)
                        + coalesce(strlen(given.f::varchar), 0)
                        + coalesce(strlen(given.g::varchar), 0)
                        + coalesce(strlen(given.h::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e,
                given.f,
                given.g,
                given.h
            )
        ),
        1
    ),
    (a, b, c, d, e, f, g, h, i) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e, 'f': f, 'g': g, 'h': h, 'i': i}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0)
                        + coalesce(strlen(given.f::varchar), 0)
                        + coalesce(strlen(given.g::varchar), 0)
                        + coalesce(strlen(given.h::varchar), 0)
                        + coalesce(strlen(given.i::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e,
                given.f,
                given.g,
                given.h,
                given.i
            )
        ),
        1
    ),
    (a, b, c, d, e, f, g, h, i, j) as
    system.main.list_extract(
        system.main.list_transform(
            [{'a': a, 'b': b, 'c': c, 'd': d, 'e': e, 'f': f, 'g': g, 'h': h, 'i': i, 'j': j}],
            lambda given: system.main.concat(
                case
                    when coalesce(strlen(given.a::varchar), 0)
                        + coalesce(strlen(given.b::varchar), 0)
                        + coalesce(strlen(given.c::varchar), 0)
                        + coalesce(strlen(given.d::varchar), 0)
                        + coalesce(strlen(given.e::varchar), 0)
                        + coalesce(strlen(given.f::varchar), 0)
                        + coalesce(strlen(given.g::varchar), 0)
                        + coalesce(strlen(given.h::varchar), 0)
                        + coalesce(strlen(given.i::varchar), 0)
                        + coalesce(strlen(given.j::varchar), 0) <= 65536 then given.a
                    else error('concat() makes at most 65,536 characters here.')
                end,
                given.b,
                given.c,
                given.d,
                given.e,
                given.f,
                given.g,
                given.h,
                given.i,
                given.j
            )
        ),
        1
    );
