-- title: Records of some traces
-- grain: record
-- parameters: from_ts, to_ts, trace_ids, per_trace
-- needs: logs, counted_sources, counts_once
-- What every service wrote under a trace id, in order of time; an event that is in several files once. At most
-- $per_trace records of each trace.
select
    logs.trace_id,
    logs.ts,
    logs.service,
    logs.source,
    logs.host,
    logs.level,
    logs.method,
    logs.path,
    logs.status,
    logs.duration_ms,
    logs.message,
    logs.error_type
from logs
join counted_sources as streams
    on streams.source = logs.source
    and streams.service is not distinct from logs.service
where logs.ts >= $from_ts
    and logs.ts < $to_ts
    and list_contains($trace_ids, logs.trace_id)
    and counts_once(streams.is_counted, logs.is_copy)
qualify row_number() over (
    partition by logs.trace_id
    order by logs.ts, logs.file_id, logs.byte_offset, logs.record_index
) <= $per_trace
order by logs.trace_id, logs.ts, logs.file_id, logs.byte_offset, logs.record_index;
