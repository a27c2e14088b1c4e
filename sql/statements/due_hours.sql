-- title: The hours whose partial rows are worth merging
-- grain: hour
-- needs: hourly_rollup
-- Makes the temporary table due_hours. An hour is due when its partial rows are at least half as many as its merged ones:
-- the work of merging stays in proportion to what was appended, however late and thinly records come in.
create or replace temporary table due_hours as
select
    hourly_rollup.hour,
    count(*) filter (hourly_rollup.is_partial) as partials
from hourly_rollup
group by hourly_rollup.hour
having count(*) filter (hourly_rollup.is_partial) * 2 >= count(*) filter (not hourly_rollup.is_partial)
    and count(*) filter (hourly_rollup.is_partial) > 1;
