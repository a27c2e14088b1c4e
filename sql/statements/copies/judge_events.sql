-- title: Which records are copies
-- grain: record
-- needs: collect_events
-- Makes the temporary table judged from the temporary table events: what stands near a new record, and whether it is a copy.
-- Records of one service and kind with the same words are about the same event when they are no more than 10 ms apart (within
-- the same second, where one of them has only seconds), and no id says otherwise; those with the same tie likewise. A chain of
-- such records that is longer than a second is cut at the seconds. Each stream's records of a chain are numbered as they
-- happened: the n-th of one stream and the n-th of another are one event, of which the best (copy_rank) counts. So a chain
-- counts as many events as the stream with most has. Words go before ties: what has found its event by words is numbered first.
create or replace temporary table judged as
with worded_pauses as (
    select
        events.*,
        epoch_us(events.ts) - lag(epoch_us(events.ts)) over by_time > 10000
        and (
            date_trunc('second', events.ts) > lag(events.ts) over by_time
            or min(epoch_us(events.ts)) over of_second % 1000000 <> 0
        ) as is_apart
    from events
    where events.words is not null
    window
        by_time as (partition by events.words order by events.ts),
        of_second as (partition by events.words, date_trunc('second', events.ts))
),

worded_chains as (
    select
        worded_pauses.*,
        count(*) filter (worded_pauses.is_apart) over (
            partition by worded_pauses.words order by worded_pauses.ts
        ) as chain
    from worded_pauses
),

worded_parts as (
    select
        worded_chains.*,
        case
            when max(worded_chains.ts) over of_chain - min(worded_chains.ts) over of_chain > interval 1 second
                then date_trunc('second', worded_chains.ts)
        end as part
    from worded_chains
    window of_chain as (partition by worded_chains.words, worded_chains.chain)
),

worded as (
    select
        worded_parts.*,
        bool_or(worded_parts.is_new) over of_part as is_touched,
        case when bool_and(worded_parts.trace is not null) over of_part then worded_parts.trace end as told_trace,
        case when bool_and(worded_parts.request is not null) over of_part then worded_parts.request end as told_request
    from worded_parts
    window of_part as (partition by worded_parts.words, worded_parts.chain, worded_parts.part)
),

numbered as (
    select
        worded.*,
        row_number() over (
            partition by worded.words, worded.chain, worded.part, worded.told_trace, worded.told_request, worded.source
            order by worded.ts, worded.file_id, worded.byte_offset, worded.record_index
        ) as ordinal
    from worded
),

by_words as (
    select
        numbered.in_batch,
        numbered.place,
        numbered.is_touched,
        count(*) over event > 1 as is_matched,
        min(numbered.ts) over event as event_ts,
        row_number() over (event order by numbered.rank) > 1 as is_copy
    from numbered
    window event as (
        partition by
            numbered.words,
            numbered.chain,
            numbered.part,
            numbered.told_trace,
            numbered.told_request,
            numbered.ordinal
    )
),

tied_pauses as (
    select
        events.*,
        coalesce(by_words.is_touched, events.is_new) as is_near,
        coalesce(by_words.is_matched, false) as is_matched,
        by_words.event_ts,
        epoch_us(events.ts) - lag(epoch_us(events.ts)) over by_time > 10000
        and (
            date_trunc('second', events.ts) > lag(events.ts) over by_time
            or min(epoch_us(events.ts)) over of_second % 1000000 <> 0
        ) as is_apart
    from events
    left join by_words using (in_batch, place)
    where events.tie is not null
    window
        by_time as (partition by events.tie order by events.ts),
        of_second as (partition by events.tie, date_trunc('second', events.ts))
),

tied_chains as (
    select
        tied_pauses.*,
        count(*) filter (tied_pauses.is_apart) over (partition by tied_pauses.tie order by tied_pauses.ts) as chain
    from tied_pauses
),

tied_parts as (
    select
        tied_chains.*,
        case
            when max(tied_chains.ts) over of_chain - min(tied_chains.ts) over of_chain > interval 1 second
                then date_trunc('second', tied_chains.ts)
        end as part
    from tied_chains
    window of_chain as (partition by tied_chains.tie, tied_chains.chain)
),

tied as (
    select
        tied_parts.*,
        row_number() over (
            partition by tied_parts.tie, tied_parts.chain, tied_parts.part, tied_parts.source
            order by
                tied_parts.is_matched desc,
                tied_parts.event_ts,
                tied_parts.words,
                tied_parts.ts,
                tied_parts.file_id,
                tied_parts.byte_offset,
                tied_parts.record_index
        ) as ordinal
    from tied_parts
),

by_tie as (
    select
        tied.in_batch,
        tied.place,
        bool_or(tied.is_near) over (partition by tied.tie, tied.chain, tied.part) as is_touched,
        row_number() over (
            partition by tied.tie, tied.chain, tied.part, tied.ordinal
            order by tied.rank
        ) > 1 as is_copy
    from tied
)

select
    events.in_batch,
    events.place,
    events.is_copy as was_copy,
    coalesce(by_words.is_copy, false) or coalesce(by_tie.is_copy, false) as is_copy
from events
left join by_words using (in_batch, place)
left join by_tie using (in_batch, place)
where events.is_new
    or coalesce(by_words.is_touched, false)
    or coalesce(by_tie.is_touched, false);
