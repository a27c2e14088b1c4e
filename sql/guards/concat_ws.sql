-- title: concat_ws() to a bounded length
-- grain: scalar
-- parameters: separator, a, b, c, d, e, f, g, h, i, j
-- needs:
-- Takes the place of the built-in concat_ws for untrusted statements: at most ten parts and 65,536 characters.
create or replace temporary macro concat_ws(separator, a) as
    system.main.concat_ws(
        case
            when 1 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a
    ),
    (separator, a, b) as
    system.main.concat_ws(
        case
            when 2 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b
    ),
    (separator, a, b, c) as
    system.main.concat_ws(
        case
            when 3 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c
    ),
    (separator, a, b, c, d) as
    system.main.concat_ws(
        case
            when 4 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d
    ),
    (separator, a, b, c, d, e) as
    system.main.concat_ws(
        case
            when 5 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d,
        e
    ),
    (separator, a, b, c, d, e, f) as
    system.main.concat_ws(
        case
            when 6 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d,
        e,
        f
    ),
    (separator, a, b, c, d, e, f, g) as
    system.main.concat_ws(
        case
            when 7 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d,
        e,
        f,
        g
    ),
    (separator, a, b, c, d, e, f, g, h) as
    system.main.concat_ws(
        case
            when 8 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h
    ),
    (separator, a, b, c, d, e, f, g, h, i) as
    system.main.concat_ws(
        case
            when 9 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i
    ),
    (separator, a, b, c, d, e, f, g, h, i, j) as
    system.main.concat_ws(
        case
            when 10 * coalesce(strlen(separator::varchar), 0) + coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) + coalesce(strlen(j::varchar), 0) <= 65536 then separator
            else error('concat_ws() makes at most 65,536 characters here.')
        end,
        a,
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
