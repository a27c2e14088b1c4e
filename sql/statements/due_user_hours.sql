-- title: The hours whose partial sketches are worth merging
-- grain: hour
-- needs: user_sketches
-- Makes the temporary table due_user_hours, by the rule of due_hours.
create or replace temporary table due_user_hours as
select
    user_sketches.hour,
    count(*) filter (user_sketches.is_partial) as partials
from user_sketches
group by user_sketches.hour
having count(*) filter (user_sketches.is_partial) * 2 >= count(*) filter (not user_sketches.is_partial)
    and count(*) filter (user_sketches.is_partial) > 0;
