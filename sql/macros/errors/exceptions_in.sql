-- title: Type, message and stack trace from exceptions in JSON
-- grain: scalar
-- parameters: candidates
-- needs: exception_chain, exception_type, exception_message, exception_text
-- Of the first of the JSON values `candidates` that holds exceptions: `type` and `message` of the outermost, `stack` of it and its
-- causes, and `number` of them. Null where none does.
create or replace macro exceptions_in(candidates) as
    list_transform(
        list_filter(
            list_transform(candidates, lambda candidate: exception_chain(candidate)),
            lambda chain: len(chain) > 0
        )[1:1],
        lambda chain: {
            'type': exception_type(chain[1]),
            'message': exception_message(chain[1]),
            'stack': exception_text(chain),
            'number': len(chain)
        }
    )[1];
