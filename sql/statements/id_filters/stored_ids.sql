-- title: The ids of all records
-- grain: record
-- needs: logs
-- In the order in which they were stored.
select
    logs.ts,
    logs.file_id,
    logs.trace_id,
    logs.request_id,
    logs.span_id
from logs;
