-- title: The hours whose partial sketches are worth merging
-- grain: hour
-- parameters: most_rows
-- needs: user_sketches
-- Makes the temporary table due_user_hours, by the rule of due_hours; one hour after the other.
create or replace temporary table due_user_hours as
with due as (
    select
        user_sketches.hour,
        count(*) filter (user_sketches.is_partial) as partials,
        count(*) as rows
    from user_sketches
    group by user_sketches.hour
    having count(*) filter (user_sketches.is_partial) * 2 >= count(*) filter (not user_sketches.is_partial)
        and count(*) filter (user_sketches.is_partial) > 0
)

select
    due.hour,
    due.partials,
    sum(due.partials) over (partition by 'all') as all_partials
from due
qualify sum(due.rows) over (order by due.hour) - due.rows < $most_rows;
