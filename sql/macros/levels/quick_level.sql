-- title: A level by one of its usual names
-- grain: scalar
-- parameters: value
-- needs:
-- Null for all others, which parse_level reads.
create or replace macro quick_level(value) as
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
    end;
