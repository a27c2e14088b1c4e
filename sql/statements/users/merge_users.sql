-- title: Merge the sketches of the due hours
-- grain: as user_sketches, one row each
-- needs: user_sketches, due_user_hours
-- Makes the temporary table merged_users, which takes the place of the due hours' rows.
create or replace temporary table merged_users as
select
    user_sketches.* exclude (sketch, n, is_partial),
    bit_or(user_sketches.sketch::bit)::blob as sketch,
    sum(user_sketches.n)::bigint as n,
    false as is_partial
from user_sketches
semi join due_user_hours using (hour)
group by all;
