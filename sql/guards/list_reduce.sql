-- title: list_reduce() over a list of a bounded length
-- grain: scalar
-- parameters: items, each
-- needs:
-- Takes the place of the built-in list_reduce and its other names for untrusted statements: at most 1,000 elements, because what is
-- done with each is not interrupted.
create or replace temporary macro list_reduce(items, each) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('list_reduce() takes lists of at most 1,000 elements here.')
        end,
        each
    ),
    (items, each, beginning) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('list_reduce() takes lists of at most 1,000 elements here.')
        end,
        each,
        beginning
    );
create or replace temporary macro array_reduce(items, each) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('array_reduce() takes lists of at most 1,000 elements here.')
        end,
        each
    ),
    (items, each, beginning) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('array_reduce() takes lists of at most 1,000 elements here.')
        end,
        each,
        beginning
    );
create or replace temporary macro reduce(items, each) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('reduce() takes lists of at most 1,000 elements here.')
        end,
        each
    ),
    (items, each, beginning) as
    system.main.list_reduce(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('reduce() takes lists of at most 1,000 elements here.')
        end,
        each,
        beginning
    );
