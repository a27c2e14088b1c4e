-- title: The hours that have records of a stream
-- grain: hour
-- needs: collect_stream_records
-- Makes the temporary table due_hours, which the statements that merge read.
create or replace temporary table due_hours as
select distinct date_trunc('hour', batch.ts) as hour
from batch;
