-- title: Delete the six hours around the due hours from the coarse rollup without endpoints
-- grain: six hours
-- needs: coarse_stream_rollup, due_hours, floor_six_hours
delete from coarse_stream_rollup
where coarse_stream_rollup.begin in (select floor_six_hours(due_hours.hour) from due_hours);
