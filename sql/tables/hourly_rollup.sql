-- title: Partial aggregates by hour
-- grain: hour × source × service × level × method × route × status class × duration bucket × is_copy (several partial rows each)
-- needs:
-- Appended in the transaction of the rows they count, merged later (is_partial marks those that are not merged yet); always
-- sum, never count(*).
-- duration_bucket is logarithmic with base 1.02 (DDSketch: Masson, Rim, Lee, VLDB 2019), see the
-- macros duration_bucket and bucket_ms; null where the record has no duration.
-- is_copy marks the records that are copies of others (see logs); n may be below zero in a row that is not merged yet, where
-- records were found to be copies, or none, later than they were stored.
-- is_request marks the rows that are HTTP requests (they have a status or a method).
create table if not exists hourly_rollup (
    hour timestamp not null,
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
    is_partial boolean not null default true,
    is_copy boolean default false
);
