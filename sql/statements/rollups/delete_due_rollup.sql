-- title: Delete the due hours' rows from the rollup
-- grain: hour
-- needs: hourly_rollup, due_hours
delete from hourly_rollup
where hourly_rollup.hour in (select due_hours.hour from due_hours);
