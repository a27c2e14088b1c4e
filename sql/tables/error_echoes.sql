-- title: Duplicates of error occurrences, from other files
-- grain: row of logs that is about an occurrence in errors, and is not the one that is there
-- needs:
-- An echo is another row of an occurrence that is in errors (record linkage: the matched duplicates). Not for counting.
-- Kept because a row that arrives later may be earlier in its file: then the occurrences of its key are matched again, from
-- errors and error_echoes together, and the result is the same as in any other order.
create table if not exists error_echoes (
    occurrence_key ubigint not null,
    ordinal integer not null,
    ts timestamp not null,
    error_id varchar not null,
    error_type varchar,
    error_message varchar,
    level varchar,
    service varchar,
    host varchar,
    logger varchar,
    method varchar,
    path varchar,
    route varchar,
    status smallint,
    trace_id varchar,
    request_id varchar,
    user_id varchar,
    file_id integer not null,
    line_number bigint not null,
    byte_offset bigint not null,
    record_index integer not null,
    source varchar not null,
    has_stack boolean not null,
    message_length integer not null,
    version varchar
);
