-- title: How many rows of the rollup are not merged yet
-- grain: one row
-- needs: hourly_rollup
-- Cheap: row groups that hold merged rows only are skipped.
select count(*) as partials
from hourly_rollup
where hourly_rollup.is_partial;
