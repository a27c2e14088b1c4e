-- title: Merged aggregates by hour, without endpoints
-- grain: hour × source × service × level × is_request × status class × duration bucket × is_copy
-- needs:
-- What the merged rows of hourly_rollup add up to over methods, routes and hosts: a third of its rows, for whatever asks
-- for none of these. Rows that are still partial there are not in here: ask through the macro counted_rollup, which adds them.
create table if not exists stream_rollup (
    hour timestamp not null,
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
