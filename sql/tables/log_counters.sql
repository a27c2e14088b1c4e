-- title: What the logs count up, by hour
-- grain: hour × kind × service × a × b × c
-- needs:
-- The counters of /metrics: their values are sums over all hours. A value never falls, also where its records are removed or found to
-- be copies, so that Prometheus sees no restart. kind says what a, b and c are: requests (method, route, status), durations (method,
-- route, upper bound of the bucket in seconds or `sum`), records (level), errors (error type). The kind stamp has how many records
-- (a = n) and copies (a = copies) an hour had when it was counted.
create table if not exists log_counters (
    hour timestamp not null,
    kind varchar not null,
    service varchar not null,
    a varchar not null,
    b varchar not null,
    c varchar not null,
    value double not null
);
