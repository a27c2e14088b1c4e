-- title: First occurrences of error groups, with their stacks
-- grain: occurrence
-- parameters: from_ts, to_ts, services, error_ids, per_group
-- needs: error_occurrences, logs, passes_filter
-- The first $per_group occurrences of each group in the window, as the record that tells most of them has it.
with firsts as (
    select
        error_id,
        ts,
        file_id,
        byte_offset,
        record_index,
        method,
        path,
        row_number() over (partition by error_id order by ts, file_id, byte_offset, record_index) as nth
    from error_occurrences
    where ts >= $from_ts
        and ts < $to_ts
        and passes_filter($services, service)
        and list_contains($error_ids, error_id)
    qualify nth <= $per_group
)

select
    firsts.error_id,
    firsts.nth,
    firsts.ts,
    logs.service,
    logs.host,
    logs.message,
    logs.error_message,
    logs.stack_trace,
    coalesce(logs.method, firsts.method) as method,
    coalesce(logs.path, firsts.path) as path,
    logs.trace_id,
    logs.request_id,
    logs.user_id,
    logs.client_ip
from firsts
join logs
    on logs.ts = firsts.ts
    and logs.file_id = firsts.file_id
    and logs.byte_offset = firsts.byte_offset
    and logs.record_index = firsts.record_index
where logs.ts >= $from_ts
    and logs.ts < $to_ts
order by firsts.error_id, firsts.nth;
