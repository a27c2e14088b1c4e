-- title: json_pretty() of JSON that stays small
-- grain: scalar
-- parameters: document
-- needs:
-- Takes the place of the built-in function for untrusted statements: it puts four blanks for each level before each value, so a
-- text of 300,000 brackets would take gigabytes at once.
create or replace temporary macro json_pretty(document) as
    system.main.list_extract(
        system.main.list_transform(
            [{'document': document::varchar}],
            lambda given: system.main.json_pretty(
                case
                    when coalesce(strlen(given.document), 0) <= 100
                        or (length(given.document)
                            - length(system.main.replace(system.main.replace(given.document, '[', ''), '{', '')))
                            * (length(given.document) - length(
                                system.main.replace(system.main.replace(system.main.replace(given.document, '[', ''), '{', ''), ',', '')
                            )) <= 65536
                    then given.document
                    else error('json_pretty() takes JSON with fewer brackets and commas here.')
                end::json
            )
        ),
        1
    );
