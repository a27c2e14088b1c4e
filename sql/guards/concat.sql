-- title: concat() to a bounded length
-- grain: scalar
-- parameters: a, b, c, d, e, f, g, h, i, j
-- needs:
-- Takes the place of the built-in concat for untrusted statements: at most ten parts and 65,536 characters.
create or replace temporary macro concat(a) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end
    ),
    (a, b) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b
    ),
    (a, b, c) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c
    ),
    (a, b, c, d) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d
    ),
    (a, b, c, d, e) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e
    ),
    (a, b, c, d, e, f) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e,
        f
    ),
    (a, b, c, d, e, f, g) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g
    ),
    (a, b, c, d, e, f, g, h) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g,
        h
    ),
    (a, b, c, d, e, f, g, h, i) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i
    ),
    (a, b, c, d, e, f, g, h, i, j) as
    system.main.concat(
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) + coalesce(strlen(j::varchar), 0) <= 65536 then a
            else error('concat() makes at most 65,536 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j
    );
