-- title: json_group_structure() of JSON of a bounded depth
-- grain: scalar
-- parameters: document
-- needs:
-- Takes the place of the built-in macro for untrusted statements: it recurses over the values, and 100,000 levels end the process.
-- The levels of a value are at most its brackets, which are quickly counted.
create or replace temporary macro json_group_structure(document) as
    system.main.json_structure(
        system.main.json_group_array(
            case
                when coalesce(strlen(document::varchar), 0) <= 5000
                    or length(document::varchar)
                        - length(system.main.replace(system.main.replace(document::varchar, '[', ''), '{', '')) <= 5000
                then document
                else error('json_group_structure() takes JSON with at most 5,000 brackets here.')
            end
        )
    )->0;
