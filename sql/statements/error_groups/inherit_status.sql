-- title: Copy the status of earlier groups to the new ones
-- grain: decision
-- needs: error_status, errors
-- The newest decision on the earlier fingerprint, where nobody decided on the new one. Of what was known after it, a new group has no more
-- than it has itself.
insert into error_status by name
select
    new_versions.error_id,
    newest.status,
    newest.decided_at,
    newest.author,
    newest.comment,
    least(
        coalesce(newest.known_after, 0),
        (select count(*) from errors where errors.error_id = new_versions.error_id and errors.ts > newest.decided_at)
    ) as known_after
from new_versions
join (
    select error_status.*
    from error_status
    qualify row_number() over (partition by error_status.error_id order by error_status.decided_at desc) = 1
) as newest on newest.error_id = new_versions.earlier_id
anti join error_status on error_status.error_id = new_versions.error_id;
