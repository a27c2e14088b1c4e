-- title: Runs of probes by day
-- grain: day × probe × status
-- needs:
-- Summed up from probe_hours once a UTC day is over, so that 400 days are few rows. timed is how many runs have a latency.
create table if not exists probe_day_totals (
    day timestamp not null,
    probe varchar not null,
    status varchar not null,
    n bigint not null,
    timed bigint not null,
    latency_sum_ms double
);
