-- title: A level out of its many names and numbers
-- grain: scalar
-- parameters: value, scheme
-- needs: level_word, numbered_level, inner_level
-- TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, or null for what is none of them. Numbers are read by `scheme`
-- (see numbered_level); what stands around a name is looked through (inner_level). The commonest spellings come first.
create or replace macro parse_level(value, scheme) as
    case value
        when 'INFO' then 'INFO'
        when 'info' then 'INFO'
        when 'ERROR' then 'ERROR'
        when 'error' then 'ERROR'
        when 'WARNING' then 'WARNING'
        when 'warning' then 'WARNING'
        when 'WARN' then 'WARNING'
        when 'warn' then 'WARNING'
        when 'DEBUG' then 'DEBUG'
        when 'debug' then 'DEBUG'
        else coalesce(
            list_transform([upper(value)], lambda word: level_word(word))[1],
            numbered_level(try_cast(value as double), scheme),
            list_transform([upper(inner_level(value))], lambda word: level_word(word))[1]
        )
    end;
