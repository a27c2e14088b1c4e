-- title: The fingerprint of an error
-- grain: scalar
-- parameters: error_type, error_message, stack_trace, message
-- needs: masked_message, unqualified_name, stack_error_type, stack_error_message, error_causes, error_frames, error_topic, is_generic_error
-- Same bug, same id; different bug, different id: version 2, 16 hexadecimal digits of an md5 over the exception type without its
-- module and the error_frames of the stack. Where the stack has a cause: the type, the innermost frame, and the type and the own
-- frames of the root cause, so that who called does not matter. A generic type is told by its topic, too. Without frames: the type and
-- the masked message. Without a type: the masked message of the log line. Line numbers, addresses and the folders of a release do not
-- enter. Errors without a cause and a generic type have the id that version 1 gave them (error_id_v1).
create or replace macro error_id(error_type, error_message, stack_trace, message) as
    list_transform(
        [
            list_transform(
                [error_causes(stack_trace)],
                lambda causes: {
                    'root': causes.root,
                    'type': unqualified_name(coalesce(error_type, stack_error_type(causes.outer), '')),
                    'root_type': unqualified_name(coalesce(
                        stack_error_type(causes.root), nullif(regexp_extract(causes.root, '^\[object\] \(([0-9A-Za-z_\\]+)\(code: ', 1), '')
                    )),
                    'told': if(
                        causes.root is null, coalesce(error_message, stack_error_message(stack_trace), message),
                        stack_error_message(causes.root)
                    ),
                    'frames': list_transform([causes.outer, causes.root], lambda part: error_frames(part))
                }
            )[1]
        ],
        lambda told: left(
            md5(
                concat_ws(
                    chr(10),
                    told.type,
                    case
                        when told.root is null then coalesce(
                            array_to_string(told.frames[1], chr(10)),
                            masked_message(left(coalesce(error_message, message, ''), 4096))
                        )
                        else concat_ws(
                            chr(10),
                            told.frames[1][1],
                            'caused by ' || coalesce(told.root_type, ''),
                            case
                                when told.frames[2] is null then masked_message(left(coalesce(told.told, ''), 4096))
                                else array_to_string(
                                    coalesce(
                                        nullif(
                                            list_filter(
                                                told.frames[2],
                                                lambda frame: not list_contains(coalesce(told.frames[1], []), frame)
                                            )[1:5],
                                            []
                                        ),
                                        told.frames[2][1:1]
                                    ),
                                    chr(10)
                                )
                            end
                        )
                    end,
                    case
                        when told.frames[if(told.root is null, 1, 2)] is not null
                            and is_generic_error(coalesce(told.root_type, told.type)) then 'about ' || error_topic(told.told)
                    end
                )
            ),
            16
        )
    )[1];
