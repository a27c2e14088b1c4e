-- title: Error occurrences
-- grain: occurrence
-- needs:
-- One exception that is in several files (app, error, access, errors JSONL) is one row here,
-- whatever order the files were read in. occurrence_key says which rows are about the same event
-- (service, exception type, request or trace id; without an id the second it happened in);
-- ordinal is the how-manieth of that key. The row with most to tell (a stack, a message) is here, the others in
-- error_echoes.
create table if not exists errors (
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
    -- the sources this occurrence was seen in, sorted
    sources varchar[] not null,
    -- where the richest of its rows is in logs
    file_id integer not null,
    line_number bigint not null,
    byte_offset bigint not null,
    record_index integer not null,
    -- which file's row it is, and how much it has to tell
    source varchar not null,
    has_stack boolean not null,
    message_length integer not null,
    -- the release that wrote it, where the record says so
    version varchar
);
