-- title: The hours whose partial rows are worth merging
-- grain: hour
-- parameters: most_rows
-- needs: hourly_rollup, floor_six_hours
-- Makes the temporary table due_hours. An hour is due when its partial rows are at least half as many as its merged ones:
-- the work of merging stays in proportion to what was appended, however late and thinly records come in. What is due
-- together (all_partials) is merged six hours after six hours, about $most_rows rows in one transaction, which bounds the
-- memory.
create or replace temporary table due_hours as
with due as (
    select
        hourly_rollup.hour,
        floor_six_hours(hourly_rollup.hour) as part,
        count(*) filter (hourly_rollup.is_partial) as partials,
        count(*) as rows
    from hourly_rollup
    group by hourly_rollup.hour
    having count(*) filter (hourly_rollup.is_partial) * 2 >= count(*) filter (not hourly_rollup.is_partial)
        and count(*) filter (hourly_rollup.is_partial) > 1
)

select
    due.hour,
    due.partials,
    sum(due.partials) over (partition by 'all') as all_partials
from due
qualify
    sum(due.rows) over (order by due.part range unbounded preceding) - sum(due.rows) over (partition by due.part)
    < $most_rows;
