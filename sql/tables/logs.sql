-- title: Every record, as it was written
-- grain: record
-- needs:
-- (file_id, byte_offset, record_index) is a row's identity. Every file's rows stay, also those
-- that are about the same event in another file; views count an event once.
create table if not exists logs (
    ts timestamp not null,
    level varchar,
    source varchar,
    service varchar,
    host varchar,
    logger varchar,
    message varchar using compression zstd,
    trace_id varchar,
    span_id varchar,
    request_id varchar,
    user_id varchar,
    method varchar,
    path varchar,
    route varchar,
    status smallint,
    duration_ms double,
    client_ip varchar,
    error_type varchar,
    error_message varchar,
    stack_trace varchar using compression zstd,
    error_id varchar,
    attributes json using compression zstd,
    file_id integer not null,
    line_number bigint not null,
    byte_offset bigint not null,
    record_index integer not null,
    -- whether another stream of the service has the same event, and counts it
    is_copy boolean default false
);
