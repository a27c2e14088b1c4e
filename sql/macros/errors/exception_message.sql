-- title: The message of an exception that is a JSON object
-- grain: scalar
-- parameters: exception
-- needs:
-- In the words of Java, JavaScript, .NET, PHP, Python, Sentry and others.
create or replace macro exception_message(exception) as
    list_filter(
        json_extract_string(
            exception,
            ['/message', '/Message', '/value', '/exc_value', '/errorMessage', '/msg', '/text', '/reason', '/description']
        ),
        lambda text: text <> ''
    )[1];
