-- title: Business events of a window, each once
-- grain: event
-- parameters: from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys, account_keys, reason_keys, used_keys, quota_keys, succeeded, failed
-- needs: logs, counted_sources, counts_once, passes_filter, business_outcome, measured, business_rows
-- From three places: the records of streams whose names fit `sources` (a name may end in *), what the samples of `counters` grew by, and
-- the view business_rows. A row stands for `n` events. The `…_keys` are JSON pointers into the attributes, and names of a counter's labels;
-- of each list the first that has a value counts. An event's name is at most 100 characters; without one there is no event, but that a
-- counter is called as its series.
create or replace macro business_events(
    from_ts, to_ts, services, hosts, sources, counters, hours_until, minutes_until, event_keys, outcome_keys, channel_keys,
    account_keys, reason_keys, used_keys, quota_keys, succeeded, failed
) as table
with logged as (
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

counted as (
    select
        measured.ts,
        labels['service'] as service,
        regexp_replace(name, '_total$', '') as name,
        increase as n,
        list_transform(event_keys, lambda key: labels[replace(replace(ltrim(key, '/'), '~1', '/'), '~0', '~')]) as events,
        list_transform(outcome_keys, lambda key: labels[replace(replace(ltrim(key, '/'), '~1', '/'), '~0', '~')]) as outcomes,
        list_transform(channel_keys, lambda key: labels[replace(replace(ltrim(key, '/'), '~1', '/'), '~0', '~')]) as channels,
        list_transform(account_keys, lambda key: labels[replace(replace(ltrim(key, '/'), '~1', '/'), '~0', '~')]) as accounts,
        list_transform(reason_keys, lambda key: labels[replace(replace(ltrim(key, '/'), '~1', '/'), '~0', '~')]) as reasons
    from measured(counters, from_ts, hours_until, minutes_until, to_ts) as measured
    where increase > 0
        and passes_filter(services, labels['service'])
        and passes_filter(hosts, labels['host'])
),

told as (
    select
        *,
        1.0::double as n
    from logged
    union all by name
    select
        ts,
        service,
        coalesce(list_filter(events, lambda value: value <> '')[1], name) as named,
        list_filter(outcomes, lambda value: value <> '')[1] as worded,
        list_filter(channels, lambda value: value <> '')[1] as channel,
        list_filter(accounts, lambda value: value <> '')[1] as billed,
        list_filter(reasons, lambda value: value <> '')[1] as explained,
        n
    from counted
    union all by name
    select
        rows.ts,
        rows.service,
        rows.event as named,
        rows.outcome as worded,
        rows.channel,
        rows.account as billed,
        rows.reason as explained,
        rows.used,
        rows.quota,
        rows.trace_id,
        rows.n
    from business_rows as rows
    where rows.ts >= from_ts
        and rows.ts < to_ts
        and rows.n > 0
        and passes_filter(services, rows.service)
        and hosts is null
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
    quota,
    n
from named
where event is not null;
