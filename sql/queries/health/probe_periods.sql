-- title: Each probe over time
-- grain: probe × period
-- parameters: single, by_day, from_ts, to_ts, periods
-- needs: probe_results, probe_hours, probe_day_totals
-- The range in equal periods, numbered from 0; a period without a run has no row. `single` takes the runs themselves, else the
-- hours, which stay longer, and with `by_day` days where they are over, each
-- at its noon: periods are long then.
with summed_up as (
    select coalesce(max(probe_day_totals.day) + interval 1 day, '-infinity'::timestamp) as until
    from probe_day_totals
    where $by_day
),

runs as (
    select
        probe_results.probe,
        probe_results.ts,
        probe_results.status,
        1 as n,
        (probe_results.latency_ms is not null)::integer as timed,
        probe_results.latency_ms as latency_sum_ms
    from probe_results
    where $single
        and probe_results.ts >= $from_ts::timestamp
        and probe_results.ts < $to_ts::timestamp
    union all
    select
        probe_hours.probe,
        probe_hours.hour as ts,
        probe_hours.status,
        probe_hours.n,
        case when probe_hours.latency_bucket is null then 0 else probe_hours.n end as timed,
        probe_hours.latency_sum_ms
    from probe_hours
    where not $single
        and probe_hours.hour >= date_trunc('hour', $from_ts::timestamp)
        and probe_hours.hour >= (select summed_up.until from summed_up)
        and probe_hours.hour < $to_ts::timestamp
    union all
    select
        probe_day_totals.probe,
        probe_day_totals.day + interval 12 hour as ts,
        probe_day_totals.status,
        probe_day_totals.n,
        probe_day_totals.timed,
        probe_day_totals.latency_sum_ms
    from probe_day_totals
    where not $single
        and $by_day
        and probe_day_totals.day >= date_trunc('day', $from_ts::timestamp)
        and probe_day_totals.day < $to_ts::timestamp
)

select
    runs.probe,
    greatest(
        0,
        least(
            $periods::integer - 1,
            floor(
                $periods::integer * (epoch(runs.ts) - epoch($from_ts::timestamp))
                / (epoch($to_ts::timestamp) - epoch($from_ts::timestamp))
            )::integer
        )
    ) as period,
    sum(runs.n)::bigint as runs,
    coalesce(sum(runs.n) filter (runs.status = 'degraded'), 0)::bigint as degraded,
    coalesce(sum(runs.n) filter (runs.status = 'unhealthy'), 0)::bigint as unhealthy,
    coalesce(sum(runs.n) filter (runs.status = 'unknown'), 0)::bigint as unknown,
    sum(runs.latency_sum_ms) / nullif(sum(runs.timed), 0) as latency_ms
from runs
group by all
order by all;
