-- title: Delete the sketches that merged ones replace
-- grain: hour
-- needs: user_sketches, choose_stream_hours
delete from user_sketches
where user_sketches.hour in (select due_hours.hour from due_hours);
