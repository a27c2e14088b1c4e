-- title: Everything with one id
-- grain: event
-- parameters: id, from_ts, to_ts, limit
-- needs: logs, is_request, is_error, started_at, parent_span, valid_id
-- The records with this trace, request or span id from from_ts to to_ts (both included), over all services and files, by when
-- they began. An event that is in several files of a service (the same request, or the same text at the same
-- millisecond) is one row: the one with most to tell, copies says in how many files it stands, and sources in which.
with found as (
    select
        logs.*,
        case
            when is_request(logs.method, logs.path, logs.status) and logs.duration_ms is not null
                then concat_ws(' ', logs.method, logs.path, logs.status, logs.duration_ms)
            else concat_ws(' ', 'text', coalesce(logs.message, logs.error_message), logs.span_id)
        end as told
    from logs
    where logs.ts >= $from_ts
        and logs.ts <= $to_ts
        and (logs.trace_id = $id or logs.request_id = $id or logs.span_id = $id)
),

numbered as (
    select
        found.*,
        row_number() over (
            partition by service, date_trunc('millisecond', ts), told, file_id
            order by byte_offset, record_index
        ) as ordinal
    from found
),

told_apart as (
    select
        numbered.*,
        row_number() over event_by_wealth as wealth_rank,
        count(*) over event as copies,
        list(source) over event as sources,
        max(error_id) over event as event_error_id
    from numbered
    window
        event as (partition by service, date_trunc('millisecond', ts), told, ordinal),
        event_by_wealth as (
            partition by service, date_trunc('millisecond', ts), told, ordinal
            order by
                stack_trace is not null desc,
                error_type is not null desc,
                is_copy,
                source,
                file_id,
                byte_offset,
                record_index
        )
)

select
    started_at(ts, duration_ms, attributes) as began_ts,
    ts,
    case when duration_ms > 0 then duration_ms end as duration_ms,
    level,
    service,
    list_sort(list_distinct(sources)) as sources,
    copies,
    message,
    method,
    path,
    route,
    status,
    is_error(level, error_type, stack_trace, status) or coalesce(status >= 500, false) as is_failed,
    error_type,
    error_message,
    event_error_id as error_id,
    stack_trace,
    valid_id(span_id) as span_id,
    parent_span(attributes) as parent_span_id,
    valid_id(trace_id) as trace_id,
    valid_id(request_id) as request_id,
    user_id,
    host,
    logger,
    client_ip,
    attributes::varchar as attributes,
    file_id,
    line_number,
    byte_offset,
    record_index
from told_apart
where wealth_rank = 1
order by began_ts, duration_ms desc nulls last, ts, file_id, byte_offset, record_index
limit $limit;
