-- title: What a split would take out of an error group
-- grain: error group
-- parameters: error_id, dimension, value
-- needs: error_occurrences, error_members
-- Occurrences of the group $error_id over all time, and those whose service is $value, or whose message contains it.
with members as (
    select error_members.stored_id
    from error_members
    where error_members.error_id = $error_id
    union
    select $error_id
)

select
    count(*) as occurrences,
    count(*) filter (
        case $dimension
            when 'service' then coalesce(occurred.service, '') = $value
            else contains(coalesce(occurred.error_message, ''), $value)
        end
    ) as taken,
    count(*) filter (occurred.fingerprint <> occurred.stored_id) as split_before
from error_occurrences as occurred
where occurred.error_id = $error_id
    and occurred.stored_id in (from members);
