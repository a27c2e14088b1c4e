-- title: A level from a name or a number
-- grain: scalar
-- parameters: value, scheme
-- needs: level_by_name, level_by_number, level_text
-- TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL, or null for what is none of them. Numbers are read by `scheme`
-- (see level_by_number); what stands around a name is looked through (level_text). The commonest spellings come first.
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
            list_transform([upper(value)], lambda word: level_by_name(word))[1],
            level_by_number(try_cast(value as double), scheme),
            list_transform([upper(level_text(value))], lambda word: level_by_name(word))[1]
        )
    end;
