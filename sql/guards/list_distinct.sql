-- title: list_distinct() of a bounded list
-- grain: scalar
-- parameters: items
-- needs:
-- Takes the place of the built-in functions for untrusted statements: a whole vector of lists is hashed before the statement can
-- be interrupted. `items` is bound once, as a list's one element, so that calls within calls do not double.
create or replace temporary macro list_distinct(items) as
    system.main.list_distinct(
        system.main.list_extract(
            system.main.list_transform(
                [items],
                lambda given: case
                    when coalesce(len(given), 0) <= 10000 then given
                    else error('list_distinct() takes lists of at most 10,000 elements here.')
                end
            ),
            1
        )
    );
create or replace temporary macro array_distinct(items) as
    system.main.array_distinct(
        system.main.list_extract(
            system.main.list_transform(
                [items],
                lambda given: case
                    when coalesce(len(given), 0) <= 10000 then given
                    else error('array_distinct() takes lists of at most 10,000 elements here.')
                end
            ),
            1
        )
    );
create or replace temporary macro list_unique(items) as
    system.main.list_unique(
        system.main.list_extract(
            system.main.list_transform(
                [items],
                lambda given: case
                    when coalesce(len(given), 0) <= 10000 then given
                    else error('list_unique() takes lists of at most 10,000 elements here.')
                end
            ),
            1
        )
    );
create or replace temporary macro array_unique(items) as
    system.main.array_unique(
        system.main.list_extract(
            system.main.list_transform(
                [items],
                lambda given: case
                    when coalesce(len(given), 0) <= 10000 then given
                    else error('array_unique() takes lists of at most 10,000 elements here.')
                end
            ),
            1
        )
    );
