-- title: Runs of probes by hour
-- grain: hour × probe × status × latency bucket (several partial rows each)
-- needs:
-- Appended in the transaction of the runs they count, merged later (is_partial marks those that are not merged yet); always
-- sum. latency_bucket is the bucket of the macro duration_bucket; null where a run has no latency.
create table if not exists probe_hours (
    hour timestamp not null,
    probe varchar not null,
    status varchar not null,
    latency_bucket smallint,
    n bigint not null,
    latency_sum_ms double,
    is_partial boolean not null default true
);
