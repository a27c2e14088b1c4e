-- title: Decisions about error groups
-- grain: decision
-- needs:
-- Appended when somebody resolves, ignores or reopens a group; the newest row counts. known_after is how many occurrences
-- the group had at that moment with a time after it (clocks that run ahead): a resolved group comes back when there are more.
create table if not exists error_status (
    error_id varchar not null,
    status varchar not null,
    decided_at timestamp not null,
    author varchar,
    comment varchar,
    known_after bigint
);
