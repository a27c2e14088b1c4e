-- title: Business events of a window, each once
-- grain: event
-- parameters: from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed
-- needs: logs, counted_sources, counts_once, passes_filter, business_outcome
-- The records of streams whose names fit `sources` (a name may end in *). The `…_keys` are JSON paths into the attributes; of
-- each list the first that has a value counts. An event's name is at most 100 characters; without one there is no event.
create or replace macro business_events(
    from_ts, to_ts, services, hosts, sources, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys,
    quota_keys, succeeded, failed
) as table
with told as (
    select
        logs.ts,
        logs.service,
        logs.level,
        logs.message,
        logs.user_id,
        logs.trace_id,
        logs.status,
        coalesce(logs.error_message, logs.error_type) as error_text,
        list_filter(json_extract_string(logs.attributes, event_keys), lambda value: value <> '')[1] as named,
        list_filter(json_extract_string(logs.attributes, outcome_keys), lambda value: value <> '')[1] as worded,
        list_filter(json_extract_string(logs.attributes, channel_keys), lambda value: value <> '')[1] as channel,
        list_filter(json_extract_string(logs.attributes, account_keys), lambda value: value <> '')[1] as billed,
        list_filter(json_extract_string(logs.attributes, reason_keys), lambda value: value <> '')[1] as explained,
        try_cast(list_filter(json_extract_string(logs.attributes, used_keys), lambda value: value <> '')[1] as double) as used,
        try_cast(list_filter(json_extract_string(logs.attributes, quota_keys), lambda value: value <> '')[1] as double) as quota
    from logs
    join counted_sources as streams
        on streams.source = logs.source
        and streams.service is not distinct from logs.service
    where logs.ts >= from_ts
        and logs.ts < to_ts
        and counts_once(streams.is_counted, logs.is_copy)
        and list_any_value(
            list_filter(
                sources,
                lambda pattern: pattern = logs.source
                    or (ends_with(pattern, '*') and starts_with(logs.source, rtrim(pattern, '*')))
            )
        ) is not null
        and passes_filter(services, logs.service)
        and passes_filter(hosts, logs.host)
),

named as (
    select
        *,
        left(coalesce(named, case when regexp_full_match(message, '[A-Za-z][\w.:\-]{1,59}') then message end), 100) as event,
        coalesce(worded, status::varchar) as said
    from told
)

select
    ts,
    service,
    event,
    said,
    business_outcome(said, event, level, succeeded, failed) as outcome,
    channel,
    coalesce(billed, user_id) as account,
    left(coalesce(explained, error_text, message), 300) as reason,
    trace_id,
    used,
    quota
from named
where event is not null;
