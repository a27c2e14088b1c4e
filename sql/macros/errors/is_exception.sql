-- title: Whether a JSON object is an exception
-- grain: scalar
-- parameters: exception
-- needs: exception_type
-- It has a stack, or a type that is called as exceptions are or stands beside what only exceptions have. Others have names like
-- `type` too.
create or replace macro is_exception(exception) as
    json_type(exception) = 'OBJECT'
    and (
        list_bool_or(
            json_exists(
                exception,
                [
                    '/stack', '/stack_trace', '/stackTrace', '/StackTrace', '/stacktrace', '/StackTraceString', '/trace',
                    '/backtrace', '/traceback', '/frames', '/parsedStack'
                ]
            )
        )
        or coalesce(
            regexp_matches(exception_type(exception), '(?:Error|Exception|Fault|Failure|Panic|Interrupt|Exit)\b'), false
        )
        or (
            list_bool_or(json_exists(exception, ['/value', '/exc_value', '/file']))
            and list_bool_or(json_exists(exception, ['/type', '/exc_type', '/class']))
        )
    );
