-- title: Count the batch by hour
-- grain: hour × source × service × level × method × route × host × status class × duration bucket
-- needs: hourly_rollup, duration_bucket, is_request, status_class
-- Reads the temporary table batch; appends partial rows in the order of time, so that a range of hours is found by the
-- row groups' smallest and largest hour.
insert into hourly_rollup by name
select
    date_trunc('hour', batch.ts) as hour,
    batch.source,
    batch.service,
    batch.level,
    batch.method,
    batch.route,
    batch.host,
    is_request(batch.method, batch.path, batch.status) as is_request,
    status_class(batch.status) as status_class,
    duration_bucket(batch.duration_ms) as duration_bucket,
    batch.is_copy,
    count(*) as n,
    sum(batch.duration_ms) as duration_sum_ms,
    true as is_partial
from batch
group by all
order by hour, source, service;
