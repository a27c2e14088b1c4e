-- title: Merge the partial rows of the due hours
-- grain: hour × source × service × level × method × route × host × status class × duration bucket
-- needs: hourly_rollup, due_hours
-- Makes the temporary table merged_rollup, which takes the place of the due hours' rows.
create or replace temporary table merged_rollup as
select
    hourly_rollup.* exclude (n, duration_sum_ms, is_partial),
    sum(hourly_rollup.n)::bigint as n,
    sum(hourly_rollup.duration_sum_ms) as duration_sum_ms,
    false as is_partial
from hourly_rollup
semi join due_hours using (hour)
group by all
having sum(hourly_rollup.n) <> 0;
