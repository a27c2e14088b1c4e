-- title: Samples by hour
-- grain: series × hour
-- needs:
-- ts is when the hour begins, n how many samples it has. increase is the sum of theirs, null for what is no counter.
create table if not exists sample_hours (
    series_id integer not null,
    ts timestamp not null,
    n integer not null,
    min double,
    max double,
    mean double,
    last double,
    increase double
);
