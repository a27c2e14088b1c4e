-- title: Take a fingerprint out of the group that it was merged into
-- grain: decision
-- parameters: error_id, author, comment, now
-- needs: error_merges, merged_errors
insert into error_merges by name
select
    merged_errors.error_id,
    null as into_error_id,
    greatest($now::timestamp, merged_errors.decided_at + interval 1 microsecond) as decided_at,
    $author as author,
    $comment as comment
from merged_errors
where merged_errors.error_id = $error_id;
