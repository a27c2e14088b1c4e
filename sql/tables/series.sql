-- title: Series of samples
-- grain: series
-- needs:
-- What a sample is of: a name and labels, as Prometheus has them. kind is counter, gauge, histogram (its _bucket, _sum and _count), summary
-- or unknown; values of counters only grow, except where a process started again.
create table if not exists series (
    series_id integer not null,
    name varchar not null,
    labels map(varchar, varchar) not null,
    kind varchar not null,
    first_seen_at timestamp not null
);
