-- title: Log streams by service
-- grain: service × source
-- needs:
-- Kept by the writer in the transaction of the rows. The view counted_sources reads from it which streams totals of
-- requests count.
create table if not exists sources (
    service varchar,
    source varchar not null,
    rows bigint not null,
    first_ts timestamp not null,
    last_ts timestamp not null,
    -- how many of the rows are HTTP requests
    requests bigint not null default 0,
    -- how many of the rows are copies: another stream of the service counts the event
    copies bigint default 0
);
