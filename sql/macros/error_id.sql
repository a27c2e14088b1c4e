-- title: The fingerprint of an error
-- grain: scalar
-- parameters: error_type, error_message, stack_trace, message
-- needs: masked, unqualified, stack_error_type, stack_frames, is_in_app, frame_name, short_path
-- Same bug, same id; different bug, different id: 16 hexadecimal digits of an md5 over the exception type without its
-- module and the names of the five innermost in-app frames (of twenty, where all frames are a library's; of a Java
-- chain, those of the last cause that has any). Without frames: the type and the masked message. Without a type: the
-- masked message of the log line. Line numbers, addresses and folders of a release do not enter.
create or replace macro error_id(error_type, error_message, stack_trace, message) as
    left(
        md5(
            case
                when len(stack_frames(stack_trace)) > 0 then concat_ws(
                    chr(10),
                    unqualified(coalesce(error_type, stack_error_type(stack_trace), '')),
                    array_to_string(
                        list_transform(
                            coalesce(
                                nullif(
                                    list_filter(
                                        stack_frames(split_part(stack_trace, 'Caused by: ', -1)), lambda frame: is_in_app(frame)
                                    ),
                                    []
                                )[1:5],
                                nullif(list_filter(stack_frames(stack_trace), lambda frame: is_in_app(frame)), [])[1:5],
                                stack_frames(stack_trace)[1:20]
                            ),
                            lambda frame: frame_name(frame)
                        ),
                        chr(10)
                    )
                )
                else concat_ws(
                    chr(10),
                    unqualified(coalesce(error_type, stack_error_type(stack_trace))),
                    masked(left(coalesce(error_message, message, ''), 4096))
                )
            end
        ),
        16
    );
