-- title: Merged error groups
-- grain: decision
-- needs:
-- The occurrences of error_id count to the group into_error_id; null takes them out again. Appended, the newest row of an
-- error_id counts. A group that others were put into is never put into another one itself: its members are, one by one.
create table if not exists error_merges (
    error_id varchar not null,
    into_error_id varchar,
    decided_at timestamp not null,
    author varchar,
    comment varchar
);
