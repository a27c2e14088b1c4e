-- title: A level from a number
-- grain: scalar
-- parameters: number, scheme
-- needs:
-- 'syslog' 0 (emergency) to 7 (debug), RFC 5424; 'pino' 10 (trace) to 60 (fatal), also bunyan's; 'python' 5 to 50;
-- 'monolog' 100 to 600; 'logback' 5000 to 50000; 'otel' 1 to 24; 'dotnet' 0 (trace) to 5 (critical); 'zap' -1 (debug)
-- to 5 (fatal); 'slog' -8 to 12; 'appinsights' 0 (verbose) to 4 (critical); 'mysql' 0 (system), 1 (error) to 3 (note); 'windows' 1
-- (critical) to 5 (verbose), 0 (always); 'npm' 0 (error) to 6 (silly). 'any' tells syslog, pino, monolog and logback apart by magnitude.
create or replace macro level_by_number(number, scheme) as
    case
        when number is null then null
        when scheme = 'python' then
            case
                when number < 10 then 'TRACE'
                when number < 20 then 'DEBUG'
                when number < 30 then 'INFO'
                when number < 40 then 'WARNING'
                when number < 50 then 'ERROR'
                else 'CRITICAL'
            end
        when scheme = 'otel' then
            case
                when number < 1 then null
                when number < 5 then 'TRACE'
                when number < 9 then 'DEBUG'
                when number < 13 then 'INFO'
                when number < 17 then 'WARNING'
                when number < 21 then 'ERROR'
                when number < 25 then 'CRITICAL'
            end
        when scheme = 'dotnet' then
            ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'appinsights' then
            ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'mysql' then
            ['INFO', 'ERROR', 'WARNING', 'INFO'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'windows' then
            ['INFO', 'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'DEBUG'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'npm' then
            ['ERROR', 'WARNING', 'INFO', 'INFO', 'DEBUG', 'DEBUG', 'TRACE'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'zap' then
            case
                when number <= -1 then 'DEBUG'
                when number = 0 then 'INFO'
                when number = 1 then 'WARNING'
                when number = 2 then 'ERROR'
                else 'CRITICAL'
            end
        when scheme = 'slog' then
            case
                when number < -4 then 'TRACE'
                when number < 0 then 'DEBUG'
                when number < 4 then 'INFO'
                when number < 8 then 'WARNING'
                when number < 12 then 'ERROR'
                else 'CRITICAL'
            end
        when number between 0 and 7 then
            ['CRITICAL', 'CRITICAL', 'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'INFO', 'DEBUG'][least(greatest(number, -1), 50)::integer + 1]
        when scheme = 'syslog' then null
        when number between 10 and 69 then
            case
                when number < 20 then 'TRACE'
                when number < 30 then 'DEBUG'
                when number < 40 then 'INFO'
                when number < 50 then 'WARNING'
                when number < 60 then 'ERROR'
                else 'CRITICAL'
            end
        when number between 100 and 699 then
            case
                when number < 200 then 'DEBUG'
                when number < 300 then 'INFO'
                when number < 400 then 'WARNING'
                when number < 500 then 'ERROR'
                else 'CRITICAL'
            end
        when number between 5000 and 60000 then
            case
                when number < 10000 then 'TRACE'
                when number < 20000 then 'DEBUG'
                when number < 30000 then 'INFO'
                when number < 40000 then 'WARNING'
                when number < 50000 then 'ERROR'
                else 'CRITICAL'
            end
    end;
