-- title: The ids of the batch
-- grain: record
-- needs: logs
-- Reads the temporary table batch.
select
    batch.ts,
    batch.file_id,
    batch.trace_id,
    batch.request_id,
    batch.span_id
from batch;
