-- title: Merge the rows of the due hours, less what a stream added
-- grain: hour × source × service × level × method × route × host × status class × duration bucket
-- needs: hourly_rollup, choose_stream_hours, duration_bucket, is_request, status_class
-- Makes the temporary table merged_rollup, as merge_rollup does. Sums of durations are the same up to the last digits of a
-- double.
create or replace temporary table merged_rollup as
with counted as (
    select hourly_rollup.* exclude (is_partial)
    from hourly_rollup
    semi join due_hours using (hour)
    union all by name
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
        -count(*) as n,
        -sum(batch.duration_ms) as duration_sum_ms
    from batch
    group by all
)

select
    counted.* exclude (n, duration_sum_ms),
    sum(counted.n)::bigint as n,
    sum(counted.duration_sum_ms) as duration_sum_ms,
    false as is_partial
from counted
group by all
having sum(counted.n) > 0;
