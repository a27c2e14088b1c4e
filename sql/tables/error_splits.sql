-- title: Split error groups
-- grain: decision
-- needs:
-- Occurrences with the fingerprint error_id count to the group into_error_id where their service is `value` (the empty
-- string: none), or their message contains it; null takes the rule back. Appended, the newest row of an (error_id,
-- dimension, value) counts. Where several rules fit an occurrence, the one decided first does. dimension is service or message.
create table if not exists error_splits (
    error_id varchar not null,
    dimension varchar not null,
    value varchar not null,
    into_error_id varchar,
    decided_at timestamp not null,
    author varchar,
    comment varchar
);
