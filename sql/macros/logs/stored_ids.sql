-- title: The ids under which errors of a group are stored
-- grain: stored id
-- parameters: group_id
-- needs: error_members
-- The group's own, and those of which people put something into it. DuckDB finds occurrences by these before it works out
-- which group each one counts to.
create or replace macro stored_ids(group_id) as table
    select members.stored_id
    from error_members as members
    where members.error_id = group_id
    union
    select group_id as stored_id;
