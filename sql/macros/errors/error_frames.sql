-- title: The frames of a stack trace that are part of the fingerprint
-- grain: scalar
-- parameters: stack
-- needs: stack_frames, is_in_app, frame_name
-- The names of the five innermost in-app frames; where all frames are a library's, of the twenty innermost. A Java
-- chain begins with its last cause. Null where there is no frame.
create or replace macro error_frames(stack) as
    list_transform(
        [
            stack_frames(
                case
                    when contains(stack, 'Caused by: ') then split_part(stack, 'Caused by: ', -1) || chr(10) || stack
                    else stack
                end
            )
        ],
        lambda frames: list_transform(
            list_transform(
                [list_filter(frames, lambda frame: is_in_app(frame))],
                lambda own: case when len(own) > 0 then own[1:5] when len(frames) > 0 then frames[1:20] end
            )[1],
            lambda frame: frame_name(frame)
        )
    )[1];
