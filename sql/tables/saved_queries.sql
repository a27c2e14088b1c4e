-- title: Queries that people saved
-- grain: saved query
-- needs:
-- The text with its parameters as they are written (`$from`), and how its result is shown: `chart` is the page's own JSON.
-- A change takes the row away and writes it again.
create table if not exists saved_queries (
    query_id varchar not null,
    name varchar not null,
    description varchar not null,
    text varchar not null,
    chart varchar,
    saved_at timestamp not null
);
