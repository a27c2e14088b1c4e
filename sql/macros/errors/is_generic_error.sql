-- title: Whether an exception type says only that something failed
-- grain: scalar
-- parameters: name
-- needs: unqualified_name
-- Of such errors the message tells which bug it is.
create or replace macro is_generic_error(name) as
    unqualified_name(name) in (
        'Error', 'Exception', 'BaseException', 'Throwable', 'RuntimeException', 'RuntimeError', 'StandardError', 'ErrorException',
        'ApplicationException', 'SystemException', 'LogicException', 'IllegalStateException', 'IllegalArgumentException',
        'InvalidOperationException', 'AssertionError', 'AssertionException', 'MatchError', 'Failure', 'Fault', 'panic',
        'errorString', 'fundamental', 'UnknownError', 'GenericError', 'InternalError'
    );
