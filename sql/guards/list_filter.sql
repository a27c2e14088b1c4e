-- title: list_filter() over a list of a bounded length
-- grain: scalar
-- parameters: items, each
-- needs:
-- Takes the place of the built-in list_filter and its other names for untrusted statements: at most 1,000 elements, because what is
-- done with each is not interrupted.
create or replace temporary macro list_filter(items, each) as
    system.main.list_filter(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('list_filter() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro array_filter(items, each) as
    system.main.list_filter(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('array_filter() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro filter(items, each) as
    system.main.list_filter(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('filter() takes lists of at most 1,000 elements here.')
        end,
        each
    );
