-- title: Store the merged sketches
-- grain: as user_sketches, one row each
-- needs: user_sketches, merge_users
insert into user_sketches by name
select merged_users.*
from merged_users
order by merged_users.is_fine, merged_users.hour, merged_users.source, merged_users.service;
