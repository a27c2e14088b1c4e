-- title: The group that an error id belongs to
-- grain: error id
-- parameters: error_id
-- needs: error_occurrences, error_members, group_of_error
-- An id of an earlier version (error_versions) is one of those that it became. No row where no occurrence has counted to it.
select asked.error_id
from (
    select group_of_error($error_id) as error_id
) as asked
where exists (
        select 1
        from error_occurrences as occurred
        where occurred.error_id = asked.error_id
            and occurred.stored_id in (
                select asked.error_id
                union all
                select error_members.stored_id
                from error_members
                where error_members.error_id = asked.error_id
            )
    );
