-- title: Merged aggregates by six hours
-- grain: six hours of UTC × source × service × level × method × route × host × status class × duration bucket × is_copy
-- needs:
-- What the merged rows of hourly_rollup add up to from 00:00, 06:00, 12:00 and 18:00 on: a third of its rows, for long
-- ranges. Rows that are still partial there are not in here: ask through the macro counted_rollup, which adds them.
create table if not exists coarse_rollup (
    begin timestamp not null,
    source varchar not null,
    service varchar,
    level varchar,
    method varchar,
    route varchar,
    host varchar,
    is_request boolean not null,
    status_class tinyint,
    duration_bucket smallint,
    n bigint not null,
    duration_sum_ms double,
    is_copy boolean default false
);
