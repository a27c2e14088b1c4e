-- title: Records that may be about one event in several streams
-- grain: record
-- parameters: begins, ends, judge_from, judge_to
-- needs: sources, counted_sources, logs_within, event_kind, event_content_hash, event_correlation_hash, event_id_hash, copy_rank
-- Makes the temporary table events: the records of the temporary table batch (in_batch; place is their row there), and those in
-- logs of the same kind up to two seconds and more away (place is their row in logs), as far as another stream of the service
-- has one with the same words or tie. Only services that write several streams are looked at. is_new marks those that are to be
-- judged: those of the batch, and the stored ones from $judge_from to $judge_to (null for none). Whatever is wide is made a
-- number first, so that comparing costs little.
create or replace temporary table events as
with several as (
    select coalesce(sources.service, '') as service
    from sources
    group by coalesce(sources.service, '')
    having count(*) > 1
),

fresh as (
    select
        batch.rowid as place,
        batch.ts,
        batch.service,
        batch.source,
        hash(batch.source) as stream,
        batch.level,
        batch.is_copy,
        batch.file_id,
        batch.byte_offset,
        batch.record_index,
        event_kind(batch.level, batch.error_type, batch.method, batch.path, batch.status) as kind,
        event_content_hash(
            batch.service, kind, batch.message, batch.error_message, batch.method, batch.path, batch.route, batch.status
        ) as words,
        event_correlation_hash(batch.service, kind, batch.trace_id, batch.request_id, batch.error_type) as tie,
        event_id_hash(batch.trace_id) as trace,
        event_id_hash(batch.request_id) as request
    from batch
    where coalesce(batch.service, '') in (select several.service from several)
),

marks as (
    select hash(spots.kind, spots.spot + shifts.shift) as mark
    from (
        select distinct
            fresh.kind,
            epoch_us(fresh.ts) // 2000000 as spot
        from fresh
    ) as spots
    cross join (values (-1), (0), (1)) as shifts(shift)
),

stored as (
    select
        logs.place,
        logs.ts,
        logs.service,
        logs.source,
        hash(logs.source) as stream,
        logs.level,
        logs.is_copy,
        logs.file_id,
        logs.byte_offset,
        logs.record_index,
        event_kind(logs.level, logs.error_type, logs.method, logs.path, logs.status) as kind,
        event_content_hash(
            logs.service, kind, logs.message, logs.error_message, logs.method, logs.path, logs.route, logs.status
        ) as words,
        event_correlation_hash(logs.service, kind, logs.trace_id, logs.request_id, logs.error_type) as tie,
        event_id_hash(logs.trace_id) as trace,
        event_id_hash(logs.request_id) as request
    from logs_within($begins::timestamp[], $ends::timestamp[]) as logs
    where coalesce(logs.service, '') in (select several.service from several)
        and ($judge_from is not null or hash(kind, epoch_us(logs.ts) // 2000000) in (select marks.mark from marks))
),

told as (
    select
        fresh.*,
        true as in_batch,
        true as is_new
    from fresh
    union all by name
    select
        stored.*,
        false as in_batch,
        coalesce(stored.ts >= $judge_from and stored.ts < $judge_to, false) as is_new
    from stored
),

shared as (
    select told.words as key
    from told
    where told.words is not null
    group by told.words
    having min(told.stream) <> max(told.stream)
    union all
    select told.tie as key
    from told
    where told.tie is not null
    group by told.tie
    having min(told.stream) <> max(told.stream)
),

found as (
    select told.*
    from told
    where told.words in (select shared.key from shared)
        or told.tie in (select shared.key from shared)
        or (told.is_copy and told.is_new)
)

select
    found.*,
    copy_rank(found.source, streams.is_counted, found.kind, found.level) as rank
from found
left join counted_sources as streams
    on streams.source = found.source
    and streams.service is not distinct from found.service;
