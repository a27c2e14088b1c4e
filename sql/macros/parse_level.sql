-- title: A level out of its many names and numbers
-- grain: scalar
-- parameters: value, scheme
-- needs: level_word, numbered_level
-- TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, or null for what is none of them. Numbers are read by `scheme`
-- (see numbered_level); brackets and a qualifier ("LogLevel.INFO", "Reporter::ERROR") are looked through.
create or replace macro parse_level(value, scheme) as
    coalesce(
        level_word(upper(value)),
        numbered_level(try_cast(value as double), scheme),
        level_word(upper(regexp_extract(value, '^[\[ ]*(?:[0-9A-Za-z_]+(?:::|\.))*([0-9A-Za-z-]+)[\] ]*$', 1)))
    );
