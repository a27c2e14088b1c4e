-- title: Errors seen for the first time
-- grain: error group
-- parameters: from, to
-- needs: error_groups
-- What is new in the range, newest first.
select
    first_seen,
    service,
    error_type,
    error_message,
    occurrences,
    users,
    error_id
from error_groups
where first_seen >= $from
    and first_seen < $to
order by first_seen desc;
