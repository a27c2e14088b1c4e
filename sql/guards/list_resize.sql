-- title: list_resize() to a bounded length
-- grain: scalar
-- parameters: items, size, filler
-- needs:
-- Takes the place of the built-in list_resize for untrusted statements: at most 10,000 elements.
create or replace temporary macro list_resize(items, size) as
    system.main.list_resize(
        items,
        case
            when size <= 10000 then size
            else error('list_resize() makes at most 10,000 elements here.')
        end
    ),
    (items, size, filler) as
    system.main.list_resize(
        items,
        case
            when size <= 10000 then size
            else error('list_resize() makes at most 10,000 elements here.')
        end,
        filler
    );
