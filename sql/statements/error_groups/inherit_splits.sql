-- title: Copy the splits of earlier groups to the new ones
-- grain: decision
-- needs: error_splits, split_errors
insert into error_splits by name
select
    new_versions.error_id,
    split_errors.dimension,
    split_errors.value,
    split_errors.into_error_id,
    split_errors.decided_at,
    split_errors.author,
    split_errors.comment
from new_versions
join split_errors on split_errors.error_id = new_versions.earlier_id
anti join error_splits on error_splits.error_id = new_versions.error_id;
