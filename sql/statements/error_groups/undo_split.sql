-- title: Undo the split of an error group
-- grain: decision
-- parameters: error_id, author, comment, now
-- needs: error_splits, split_errors
-- $error_id is the group that the split made.
insert into error_splits by name
select
    split_errors.error_id,
    split_errors.dimension,
    split_errors.value,
    null as into_error_id,
    greatest($now::timestamp, split_errors.decided_at + interval 1 microsecond) as decided_at,
    $author as author,
    $comment as comment
from split_errors
where split_errors.into_error_id = $error_id;
