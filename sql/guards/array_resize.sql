-- title: array_resize() to a bounded length
-- grain: scalar
-- parameters: items, size, filler
-- needs:
-- Takes the place of the built-in array_resize for untrusted statements: at most 10,000 elements.
create or replace temporary macro array_resize(items, size) as
    system.main.array_resize(
        items,
        case
            when size <= 10000 then size
            else error('array_resize() makes at most 10,000 elements here.')
        end
    ),
    (items, size, filler) as
    system.main.array_resize(
        items,
        case
            when size <= 10000 then size
            else error('array_resize() makes at most 10,000 elements here.')
        end,
        filler
    );
