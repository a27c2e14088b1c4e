-- title: A chain of exceptions as a stack trace
-- grain: scalar
-- parameters: chain
-- needs: exception_type, exception_message, stack_text
-- `chain` is an exception_chain. In Java's form: type and message, the frames, the innermost first, then `Caused by:` and the
-- same of each cause. Null where there is no frame at all and no cause.
create or replace macro exception_text(chain) as
    case
        when len(chain) > 1
            or list_bool_or(
                json_exists(
                    chain[1],
                    [
                        '/stack', '/stack_trace', '/stackTrace', '/StackTrace', '/stacktrace', '/StackTraceString', '/trace',
                        '/backtrace', '/traceback', '/frames', '/parsedStack'
                    ]
                )
            ) then array_to_string(
            list_transform(
                list_transform(
                    chain,
                    lambda exception: {
                        'head': concat_ws(
                            ': ',
                            exception_type(exception),
                            exception_message(exception)
                        ),
                        'stack': stack_text(coalesce(
                            -- Sentry's frames begin with the outermost
                            case
                                when json_type(exception, '/stacktrace/frames') = 'ARRAY' then
                                    to_json(list_reverse(json_extract(exception, '$.stacktrace.frames[*]')))
                            end,
                            list_filter(
                                json_extract(
                                    exception,
                                    [
                                        '/stack_trace', '/stackTrace', '/StackTrace', '/StackTraceString', '/stacktrace', '/stack',
                                        '/trace', '/backtrace', '/traceback', '/frames', '/parsedStack'
                                    ]
                                ),
                                lambda stack: json_type(stack) in ('VARCHAR', 'ARRAY', 'OBJECT')
                            )[1]
                        ))
                    }
                ),
                lambda told: case
                    when told.stack is null or told.head = '' then concat(told.head, told.stack)
                    when starts_with(ltrim(told.stack), split_part(told.head, ':', 1)) or contains(told.stack, 'Traceback (most recent')
                        then told.stack
                    else told.head || chr(10) || told.stack
                end
            ),
            chr(10) || 'Caused by: '
        )
    end;
