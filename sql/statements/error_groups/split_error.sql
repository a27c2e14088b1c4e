-- title: Split an error group
-- grain: decision
-- parameters: error_id, dimension, value, into_error_id, author, comment, now
-- needs: error_splits, split_errors, error_occurrences
-- One rule for each fingerprint of the group, but for those that have such a rule already.
insert into error_splits by name
select
    occurred.stored_id as error_id,
    $dimension as dimension,
    $value as value,
    $into_error_id as into_error_id,
    greatest($now::timestamp, max(earlier.decided_at) + interval 1 microsecond) as decided_at,
    $author as author,
    $comment as comment
from (
    select distinct stored_id
    from error_occurrences
    where error_id = $error_id
        and stored_id not in (
            select split_errors.error_id
            from split_errors
            where split_errors.dimension = $dimension
                and split_errors.value = $value
        )
) as occurred
left join error_splits as earlier
    on earlier.error_id = occurred.stored_id
    and earlier.dimension = $dimension
    and earlier.value = $value
group by occurred.stored_id;
