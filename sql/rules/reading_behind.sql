-- title: Reading is behind
-- severity: warning
-- labels: component=logs
-- for: 5m
-- when: value > $threshold
-- recovers: value < $threshold / 2
-- parameters: threshold = 50000000, window = 5m
-- unit: bytes
-- summary: {value} of {source} are not read yet
-- How it is now, also in a replay.
select
    source,
    coalesce(service, '') as service,
    sum(lag_bytes) as value
from ingest_lag
group by ingest_lag.source, ingest_lag.service;

-- example: a file is read too slowly
-- given: ingest_lag: source=app, service=shop, lag_bytes=90000000
-- given: logs from 00:00 to 00:10 every 1m: service=shop, source=app
-- then: fires at 00:00: source=app
