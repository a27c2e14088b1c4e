-- title: Samples
-- grain: series × moment
-- needs:
-- value is null where the series ended: it was in the collection before, and is not in this one (Prometheus' stale marker). increase is
-- what a counter grew by since the sample before, its whole value where it started anew, null for the first.
create table if not exists samples_raw (
    series_id integer not null,
    ts timestamp not null,
    value double,
    increase double
);
