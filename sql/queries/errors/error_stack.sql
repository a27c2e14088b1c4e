-- title: The stack of an error
-- grain: line of the stack
-- parameters: error_id, oldest
-- needs: logs, error_occurrences, stored_ids, stack_frames, is_in_app, frame_name
-- Of the newest occurrence of the group $error_id that has one, or of the oldest; its first 1,000 lines. `frame` is the stack
-- frame that begins on the line, null where none does; `in_app` whether it is the application's own, `name` what it is called.
with place as (
    select
        occurred.ts,
        occurred.file_id,
        occurred.byte_offset,
        occurred.record_index
    from error_occurrences as occurred
    where occurred.error_id = $error_id
        and occurred.stored_id in (from stored_ids($error_id))
        and occurred.has_stack
    order by
        case when $oldest then epoch_us(occurred.ts) else -epoch_us(occurred.ts) end,
        occurred.occurrence_key,
        occurred.ordinal
    limit 1
),

told as (
    select
        logs.ts,
        logs.service,
        logs.host,
        logs.trace_id,
        logs.stack_trace
    from logs
    join place
        on place.ts = logs.ts
        and place.file_id = logs.file_id
        and place.byte_offset = logs.byte_offset
        and place.record_index = logs.record_index
    where logs.stack_trace is not null
),

parsed as (
    select
        told.*,
        case when stack_trace[1] in ('[', '{') then stack_frames(stack_trace) end as frames
    from told
),

split as (
    select
        parsed.* exclude (stack_trace, frames),
        case
            when len(parsed.frames) > 0 then parsed.frames
            else string_split(left(parsed.stack_trace, 200000), chr(10))[1:1000]
        end as lines
    from parsed
),

numbered as (
    select
        split.* exclude (lines),
        generate_subscripts(split.lines, 1) as line_number,
        unnest(split.lines) as line,
        unnest(split.lines[2:] || ['']) as next_line
    from split
),

framed as (
    select
        numbered.*,
        case
            when regexp_matches(line, '^#\d+ [^{]') then line
            else coalesce(
                stack_frames(
                    case
                        when contains(next_line, '.go:') or contains(next_line, '.s:') then line || chr(10) || next_line
                        else line
                    end
                )[1],
                stack_frames(line)[1]
            )
        end as frame
    from numbered
)

select
    line_number,
    left(line, 2000) as line,
    frame is not null as is_frame,
    case when frame is not null then is_in_app(frame) end as in_app,
    case when frame is not null then frame_name(frame) end as name,
    ts,
    service,
    host,
    trace_id
from framed
order by line_number;
