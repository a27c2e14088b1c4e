-- title: Whether labels are among those that are asked for
-- grain: scalar
-- parameters: labels, wanted
-- needs:
-- `wanted` is a list of `name=value`, which must all hold; null or empty lets everything through. An empty value: the label is not there.
create or replace macro has_labels(labels, wanted) as
    coalesce(
        list_bool_and(
            list_transform(
                wanted,
                lambda pair: coalesce(labels[split_part(pair, '=', 1)], '') = pair[instr(pair, '=') + 1:]
            )
        ),
        true
    );
