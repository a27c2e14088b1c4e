-- title: A level from a name or a number
-- grain: scalar
-- parameters: value, scheme
-- needs: quick_level, level_by_name, level_by_number, level_text
-- TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, or null for what is none of them. Numbers are read by `scheme`
-- (see level_by_number); what stands around a name is looked through (level_text).
create or replace macro parse_level(value, scheme) as
    coalesce(
        quick_level(value),
        list_transform([upper(value)], lambda word: level_by_name(word))[1],
        level_by_number(try_cast(value as double), scheme),
        list_transform([upper(level_text(value))], lambda word: level_by_name(word))[1]
    );
