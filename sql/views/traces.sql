-- title: Traces
-- grain: trace id
-- needs: logs, errors, counted_sources, counts_once, valid_id
-- When it began and ended, the records that totals count, the services it ran through, and the errors that occurred in
-- it (each once). Ids that stand for none (`-`, zeros) are left out.
create or replace view traces as
with walked as (
    select
        logs.trace_id,
        min(logs.ts) as started_at,
        max(logs.ts) as ended_at,
        count(*) filter (counts_once(streams.is_counted, logs.is_copy)) as records,
        list_sort(list(distinct logs.service) filter (logs.service is not null)) as services
    from logs
    left join counted_sources as streams
        on logs.source = streams.source
        and logs.service is not distinct from streams.service
    where valid_id(logs.trace_id) is not null
    group by logs.trace_id
),

failed as (
    select
        errors.trace_id,
        count(*) as errors
    from errors
    where errors.trace_id is not null
    group by errors.trace_id
)

select
    walked.trace_id,
    walked.started_at,
    walked.ended_at,
    walked.records,
    coalesce(walked.services, []) as services,
    coalesce(failed.errors, 0) as errors
from walked
left join failed
    on walked.trace_id = failed.trace_id;
