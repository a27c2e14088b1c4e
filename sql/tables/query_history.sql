-- title: Statements of the SQL page
-- grain: statement that ran
-- needs:
-- The newest stay, see sql/statements/decisions/trim_query_history.sql; `error` is null where the statement gave its rows.
create table if not exists query_history (
    ran_at timestamp not null,
    text varchar not null,
    seconds double not null,
    rows bigint not null,
    bytes bigint not null,
    truncated boolean not null,
    error varchar
);
