-- title: json_contains() of JSON of a bounded depth
-- grain: scalar
-- parameters: document, other
-- needs:
-- Takes the place of the built-in function for untrusted statements: it recurses over both values, and 100,000 levels end the
-- process. The levels are at most the brackets, which are quickly counted.
create or replace temporary macro json_contains(document, other) as
    system.main.list_extract(
        system.main.list_transform(
            [{'document': document, 'other': other}],
            lambda given: system.main.json_contains(
                case
                    when coalesce(strlen(given.document::varchar), 0) <= 5000
                        or length(given.document::varchar)
                            - length(system.main.replace(system.main.replace(given.document::varchar, '[', ''), '{', '')) <= 5000
                    then given.document
                    else error('json_contains() takes JSON with at most 5,000 brackets here.')
                end,
                case
                    when coalesce(strlen(given.other::varchar), 0) <= 5000
                        or length(given.other::varchar)
                            - length(system.main.replace(system.main.replace(given.other::varchar, '[', ''), '{', '')) <= 5000
                    then given.other
                    else error('json_contains() takes JSON with at most 5,000 brackets here.')
                end
            )
        ),
        1
    );
