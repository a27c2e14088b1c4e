-- title: The error group that an error id belongs to
-- grain: scalar
-- parameters: id
-- needs: merged_errors, error_versions, errors
-- What it was put into; else, for an id of an earlier version of which nothing is stored, what it became; else itself.
create or replace macro group_of_error(id) as coalesce(
    (select merged_errors.into_error_id from merged_errors where merged_errors.error_id = id),
    (
        select min(coalesce(merged_errors.into_error_id, error_versions.error_id))
        from error_versions
        left join merged_errors on merged_errors.error_id = error_versions.error_id
        where error_versions.earlier_id = id
            and not exists (from errors where errors.error_id = id)
    ),
    id
);
