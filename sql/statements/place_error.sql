-- title: Which group an error id counts to
-- grain: error id
-- parameters: error_id
-- needs: merged_errors, error_occurrences, error_members, error_versions, errors
-- An id of an earlier version (error_versions) is one of those that it became. No row where no occurrence has counted to it.
select asked.error_id
from (
    select coalesce(
        (select merged_errors.into_error_id from merged_errors where merged_errors.error_id = $error_id),
        (
            select min(coalesce(merged_errors.into_error_id, error_versions.error_id))
            from error_versions
            left join merged_errors on merged_errors.error_id = error_versions.error_id
            where error_versions.earlier_id = $error_id
                and not exists (from errors where errors.error_id = $error_id)
        ),
        $error_id
    ) as error_id
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
