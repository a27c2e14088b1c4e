-- title: Set the status of an error group
-- grain: decision
-- parameters: error_id, status, author, comment, now
-- needs: error_status, error_states, error_occurrences
-- One row, unless the group has that status already; two that decide at once are distinguished by time.
insert into error_status by name
select
    $error_id as error_id,
    $status as status,
    moment.decided_at,
    $author as author,
    $comment as comment,
    count(*) filter (occurred.ts > moment.decided_at) as known_after
from error_occurrences as occurred
cross join (
    select greatest($now::timestamp, max(error_status.decided_at) + interval 1 microsecond) as decided_at
    from error_status
    where error_status.error_id = $error_id
) as moment
where occurred.error_id = $error_id
group by moment.decided_at
having $status <> coalesce(
        (select error_states.status from error_states where error_states.error_id = $error_id), 'open'
    );
