-- title: json_structure() of JSON of a bounded depth
-- grain: scalar
-- parameters: document
-- needs:
-- Takes the place of the built-in function for untrusted statements: it recurses over the value, and 100,000 levels end the
-- process. The levels are at most the brackets, which are quickly counted.
create or replace temporary macro json_structure(document) as
    system.main.list_extract(
        system.main.list_transform(
            [{'document': document}],
            lambda given: system.main.json_structure(
                case
                    when coalesce(strlen(given.document::varchar), 0) <= 5000
                        or length(given.document::varchar)
                            - length(system.main.replace(system.main.replace(given.document::varchar, '[', ''), '{', '')) <= 5000
                    then given.document
                    else error('json_structure() takes JSON with at most 5,000 brackets here.')
                end
            )
        ),
        1
    );
