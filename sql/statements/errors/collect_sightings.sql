-- title: The rows about errors in a batch
-- grain: row of batch that is about an error
-- needs: errors, occurrence_key, correlation_id, version_of
-- Makes the temporary table sightings from the temporary table batch.
create or replace temporary table sightings as
select
    occurrence_key(
        batch.service,
        batch.error_type,
        correlation_id(batch.trace_id, batch.request_id),
        batch.ts,
        batch.message
    ) as occurrence_key,
    batch.ts,
    batch.error_id,
    batch.error_type,
    coalesce(batch.error_message, batch.message) as error_message,
    batch.level,
    batch.service,
    batch.host,
    batch.logger,
    batch.method,
    batch.path,
    batch.route,
    batch.status,
    batch.trace_id,
    batch.request_id,
    batch.user_id,
    batch.file_id,
    batch.line_number,
    batch.byte_offset,
    batch.record_index,
    batch.source,
    batch.stack_trace is not null as has_stack,
    -- an exception's own message tells more than any line of log about it
    (case when batch.error_message is not null then 1000000000 else 0 end)
    + least(length(coalesce(batch.error_message, batch.message, '')), 999999999)::integer as message_length,
    version_of(batch.attributes) as version
from batch
where batch.error_id is not null;
