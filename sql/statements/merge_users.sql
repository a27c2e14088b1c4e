-- title: Merge the sketches of hours with partial ones
-- grain: as user_sketches, one row each
-- needs: user_sketches
-- Makes the temporary table merged_users, which takes the place of those hours' rows.
create or replace temporary table merged_users as
select
    user_sketches.* exclude (sketch, n, is_partial),
    bit_or(user_sketches.sketch::bit)::blob as sketch,
    sum(user_sketches.n)::bigint as n,
    false as is_partial
from user_sketches
where user_sketches.hour in (select partial.hour from user_sketches as partial where partial.is_partial)
group by all;
