-- title: Delete the due hours' rows from the rollup without endpoints
-- grain: hour
-- needs: stream_rollup, due_hours
delete from stream_rollup
where stream_rollup.hour in (select due_hours.hour from due_hours);
