-- title: The type of an exception that is a JSON object
-- grain: scalar
-- parameters: exception
-- needs:
-- In the words of Java, JavaScript, .NET, PHP, Python, Sentry and others; null where the value is not a name.
create or replace macro exception_type(exception) as
    list_filter(
        json_extract_string(
            exception,
            [
                '/type', '/Type', '/class', '/className', '/ClassName', '/exc_type', '/exceptionType', '/errorType', '/typeName',
                '/name', '/Name', '/exception_class', '/kind'
            ]
        ),
        lambda name: regexp_full_match(name, '[A-Za-z_$][0-9A-Za-z_$.:\\/`<>+-]*')
    )[1];
