-- title: The fingerprint that version 1 gave an error
-- grain: scalar
-- parameters: error_type, error_message, stack_trace, message
-- needs: masked_message, unqualified_name, stack_error_type, error_frames
-- Only to know what people decided before version 2 (error_id): 16 hexadecimal digits of an md5 over the exception type without its
-- module and the error_frames of the stack. Without frames: the type and the masked message. Without a type: the masked
-- message of the log line. Line numbers, addresses and the folders of a release do not enter.
create or replace macro error_id_v1(error_type, error_message, stack_trace, message) as
    left(
        md5(
            concat_ws(
                chr(10),
                unqualified_name(coalesce(error_type, stack_error_type(stack_trace), '')),
                coalesce(
                    array_to_string(error_frames(stack_trace), chr(10)),
                    masked_message(left(coalesce(error_message, message, ''), 4096))
                )
            )
        ),
        16
    );
