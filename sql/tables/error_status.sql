-- title: What people decided about error groups
-- grain: decision
-- needs:
-- Appended when somebody resolves, ignores or reopens a group; the newest row counts.
create table if not exists error_status (
    error_id varchar not null,
    status varchar not null,
    decided_at timestamp not null,
    author varchar
);
