-- title: The top error group of a window
-- grain: one row
-- parameters: from_ts, to_ts, labels
-- needs: error_occurrences, logs
-- Of the service and host that the alert's labels name, with the stack of its newest occurrence.
with top as (
    select
        occurred.error_id,
        count(*) as occurrences,
        max_by(occurred.error_type, occurred.ts) as error_type,
        max_by(occurred.error_message, occurred.ts) as error_message
    from error_occurrences as occurred
    where occurred.ts >= $from_ts::timestamp
        and occurred.ts < $to_ts::timestamp
        and (json_extract_string($labels, '$.service') is null or occurred.service = json_extract_string($labels, '$.service'))
        and (json_extract_string($labels, '$.error_id') is null or occurred.error_id = json_extract_string($labels, '$.error_id'))
    group by occurred.error_id
    order by occurrences desc, occurred.error_id
    limit 1
)

select
    top.error_id,
    top.occurrences,
    concat_ws(': ', top.error_type, top.error_message) as error_group,
    (
        select max_by(logs.stack_trace, logs.ts)
        from error_occurrences as occurred
        join logs
            on logs.ts = occurred.ts
            and logs.file_id = occurred.file_id
            and logs.byte_offset = occurred.byte_offset
            and logs.record_index = occurred.record_index
        where occurred.error_id = top.error_id
            and occurred.ts >= $from_ts::timestamp
            and occurred.ts < $to_ts::timestamp
            and occurred.has_stack
            and logs.stack_trace is not null
    ) as stack
from top;
