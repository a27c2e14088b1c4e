-- title: format() of bounded values
-- grain: scalar
-- parameters: pattern, a, b, c, d, e, f, g, h, i, j
-- needs:
-- Takes the place of the built-in format for untrusted statements: at most ten values with 8,192 characters together. How often
-- the pattern repeats them is judged before (sql/statement_check.py).
-- Each number of values is written out: a macro takes no list of arguments, and a default would stand in for a value that the
-- pattern wants and nobody gave.
create or replace temporary macro format(pattern) as
    system.main.format(pattern),
    (pattern, a) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end
    ),
    (pattern, a, b) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b
    ),
    (pattern, a, b, c) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c
    ),
    (pattern, a, b, c, d) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c,
        d
    ),
    (pattern, a, b, c, d, e) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c,
        d,
        e
    ),
    (pattern, a, b, c, d, e, f) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c,
        d,
        e,
        f
    ),
    (pattern, a, b, c, d, e, f, g) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g
    ),
    (pattern, a, b, c, d, e, f, g, h) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
        end,
        b,
        c,
        d,
        e,
        f,
        g,
        h
    ),
    (pattern, a, b, c, d, e, f, g, h, i) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
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
    (pattern, a, b, c, d, e, f, g, h, i, j) as
    system.main.format(
        pattern,
        case
            when coalesce(strlen(a::varchar), 0) + coalesce(strlen(b::varchar), 0) + coalesce(strlen(c::varchar), 0) + coalesce(strlen(d::varchar), 0) + coalesce(strlen(e::varchar), 0) + coalesce(strlen(f::varchar), 0) + coalesce(strlen(g::varchar), 0) + coalesce(strlen(h::varchar), 0) + coalesce(strlen(i::varchar), 0) + coalesce(strlen(j::varchar), 0) <= 8192 then a
            else error('format() takes at most 8,192 characters here.')
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
