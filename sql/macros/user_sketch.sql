-- title: The sketch of users
-- grain: aggregate
-- parameters: user_id
-- needs: user_slot
-- As bytes; see user_sketches.
create or replace macro user_sketch(user_id) as
    bitstring_agg(user_slot(user_id), 0::usmallint, 9999::usmallint)::blob;
