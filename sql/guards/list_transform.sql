-- title: list_transform() over a list of a bounded length
-- grain: scalar
-- parameters: items, each
-- needs:
-- Takes the place of the built-in list_transform and its other names for untrusted statements: at most 1,000 elements, because what is
-- done with each is not interrupted.
create or replace temporary macro list_transform(items, each) as
    system.main.list_transform(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('list_transform() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro list_apply(items, each) as
    system.main.list_transform(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('list_apply() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro array_transform(items, each) as
    system.main.list_transform(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('array_transform() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro array_apply(items, each) as
    system.main.list_transform(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('array_apply() takes lists of at most 1,000 elements here.')
        end,
        each
    );
create or replace temporary macro apply(items, each) as
    system.main.list_transform(
        case
            when coalesce(len(items), 0) <= 1000 then items
            else error('apply() takes lists of at most 1,000 elements here.')
        end,
        each
    );
