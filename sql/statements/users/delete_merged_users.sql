-- title: Delete the rows that merged sketches replace
-- grain: hour
-- needs: user_sketches, merge_users
delete from user_sketches
where user_sketches.hour in (select merged_users.hour from merged_users);
