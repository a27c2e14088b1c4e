-- title: The exceptions in a value, the outermost first, each with its cause after it
-- grain: scalar
-- parameters: value
-- needs: is_exception
-- `value` is JSON: an object with its cause within (PHP's `previous`, .NET's `InnerException`, `cause`), of which five are
-- followed; a list of exceptions, the outermost first (structlog, Application Insights); or Sentry's, which lists it last, also
-- under `values`. A list of objects; empty where they are not exceptions.
create or replace macro exception_chain(value) as
    list_filter(
        case
            when json_type(value, '/values') = 'ARRAY' then list_reverse(json_extract(value, '$.values[*]'))
            when json_type(value) = 'ARRAY' and json_type(value, '/0') = 'OBJECT' then case
                when json_exists(value, '/0/value') and json_exists(value, '/0/type') then list_reverse(json_extract(value, '$[*]'))
                else json_extract(value, '$[*]')
            end
            when json_type(value) = 'OBJECT' then [value] || list_filter(
                json_extract(
                    value,
                    [
                        '/previous', '/InnerException', '/innerException', '/inner_exception', '/Inner', '/inner', '/cause', '/Cause',
                        '/causedBy', '/caused_by', '/InnerExceptions/0',
                        '/previous/previous', '/InnerException/InnerException', '/innerException/innerException',
                        '/inner_exception/inner_exception', '/Inner/Inner', '/inner/inner', '/cause/cause', '/Cause/Cause',
                        '/causedBy/causedBy', '/caused_by/caused_by', '/InnerExceptions/0/InnerException',
                        '/previous/previous/previous', '/InnerException/InnerException/InnerException',
                        '/innerException/innerException/innerException', '/cause/cause/cause',
                        '/previous/previous/previous/previous', '/InnerException/InnerException/InnerException/InnerException',
                        '/innerException/innerException/innerException/innerException', '/cause/cause/cause/cause',
                        '/previous/previous/previous/previous/previous', '/cause/cause/cause/cause/cause'
                    ]
                ),
                lambda item: json_type(item) = 'OBJECT'
            )
        end,
        lambda exception: is_exception(exception)
    );
