-- title: list_intersect() of bounded lists
-- grain: scalar
-- parameters: items, others
-- needs:
-- Takes the place of the built-in functions for untrusted statements: a whole vector of lists is compared before the statement can
-- be interrupted. Both are bound once, as the fields of a list's one element.
create or replace temporary macro list_intersect(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.list_intersect(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('list_intersect() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
create or replace temporary macro array_intersect(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.array_intersect(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('array_intersect() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
create or replace temporary macro list_has_all(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.list_has_all(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('list_has_all() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
create or replace temporary macro array_has_all(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.array_has_all(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('array_has_all() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
create or replace temporary macro list_has_any(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.list_has_any(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('list_has_any() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
create or replace temporary macro array_has_any(items, others) as
    system.main.list_extract(
        system.main.list_transform(
            [{'items': items, 'others': others}],
            lambda given: system.main.array_has_any(
                case
                    when coalesce(len(given.items), 0) + coalesce(len(given.others), 0) <= 10000 then given.items
                    else error('array_has_any() takes lists of at most 10,000 elements here.')
                end,
                given.others
            )
        ),
        1
    );
