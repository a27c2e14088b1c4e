-- title: Merge error groups into another one
-- grain: decision
-- parameters: error_ids, into_error_id, author, comment, now
-- needs: error_merges, merged_errors
-- One row for each fingerprint of the groups, so that each can be taken out again by itself.
insert into error_merges by name
select
    moved.error_id,
    $into_error_id as into_error_id,
    greatest($now::timestamp, max(earlier.decided_at) + interval 1 microsecond) as decided_at,
    $author as author,
    $comment as comment
from (
    select unnest($error_ids::varchar[]) as error_id
    union
    select merged_errors.error_id
    from merged_errors
    where list_contains($error_ids, merged_errors.into_error_id)
) as moved
left join error_merges as earlier on earlier.error_id = moved.error_id
where moved.error_id <> $into_error_id
group by moved.error_id;
