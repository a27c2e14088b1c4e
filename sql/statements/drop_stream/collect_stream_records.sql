-- title: The records of a stream, in the form of a batch
-- grain: record
-- parameters: file_id
-- needs: logs
-- Makes the temporary table batch, as the writer has it, of a stream that is about to be dropped.
create or replace temporary table batch as
select
    logs.ts,
    logs.source,
    logs.service,
    logs.level,
    logs.method,
    logs.path,
    logs.route,
    logs.host,
    logs.status,
    logs.duration_ms,
    logs.user_id,
    logs.is_copy
from logs
where logs.file_id = $file_id;
