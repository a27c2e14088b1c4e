-- title: How many sketches are not merged yet
-- grain: one row
-- needs: user_sketches
select count(*) as partials
from user_sketches
where user_sketches.is_partial;
