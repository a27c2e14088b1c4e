-- title: How long a probe took
-- grain: bucket
-- parameters: single, from_ts, to_ts, bucket_seconds, origin, probe
-- needs: probe_results, probe_hours, bucket_at, bucket_ms, duration_bucket
-- Percentiles within 1 %. Runs without a latency are left out.
with runs as (
    select
        probe_results.ts,
        duration_bucket(probe_results.latency_ms) as latency_bucket,
        1 as n
    from probe_results
    where $single
        and probe_results.probe = $probe
        and probe_results.ts >= $from_ts::timestamp
        and probe_results.ts < $to_ts::timestamp
        and probe_results.latency_ms is not null
    union all
    select
        probe_hours.hour as ts,
        probe_hours.latency_bucket,
        probe_hours.n
    from probe_hours
    where not $single
        and probe_hours.probe = $probe
        and probe_hours.hour >= date_trunc('hour', $from_ts::timestamp)
        and probe_hours.hour < $to_ts::timestamp
        and probe_hours.latency_bucket is not null
),

cells as (
    select
        bucket_at(greatest(runs.ts, $from_ts::timestamp), $from_ts, $bucket_seconds, $origin) as bucket,
        runs.latency_bucket,
        sum(runs.n) as n
    from runs
    group by all
),

running as (
    select
        cells.*,
        sum(cells.n) over (partition by cells.bucket order by cells.latency_bucket) as below,
        sum(cells.n) over (partition by cells.bucket) as total
    from cells
)

select
    running.bucket,
    sum(running.n)::bigint as runs,
    bucket_ms(min(running.latency_bucket) filter (running.below >= 0.50 * running.total)) as p50_ms,
    bucket_ms(min(running.latency_bucket) filter (running.below >= 0.95 * running.total)) as p95_ms,
    bucket_ms(min(running.latency_bucket) filter (running.below >= 0.99 * running.total)) as p99_ms
from running
group by running.bucket
order by running.bucket;
