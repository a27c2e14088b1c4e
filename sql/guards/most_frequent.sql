-- title: The most frequent of a list's elements, the first of them the most frequent
-- grain: scalar
-- parameters: items, most
-- needs:
-- Takes the place of approx_top_k in untrusted statements with groups (sql/steps/freed_states.py): exact, and of equally frequent
-- elements the least come first.
create or replace temporary macro most_frequent(items, most) as
    (system.main.list_transform(
        list_sort(
            system.main.list_transform(
                map_entries(list_aggregate(items, 'histogram')), lambda entry: row(-(entry.value::bigint), entry.key)
            )
        ),
        lambda pair: pair[2]
    ))[1:most];
