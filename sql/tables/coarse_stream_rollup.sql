-- title: Merged aggregates by six hours, without endpoints
-- grain: six hours of UTC × source × service × level × is_request × status class × duration bucket × is_copy
-- needs:
-- What stream_rollup adds up to from 00:00, 06:00, 12:00 and 18:00 on: for long ranges of whatever asks for no endpoint.
create table if not exists coarse_stream_rollup (
    begin timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    is_request boolean not null,
    status_class tinyint,
    duration_bucket smallint,
    n bigint not null,
    duration_sum_ms double,
    is_copy boolean default false
);
