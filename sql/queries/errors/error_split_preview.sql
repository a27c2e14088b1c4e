-- title: What a split would take out of an error group
-- grain: error group
-- parameters: error_id, dimension, value
-- needs: error_occurrences, stored_ids
-- Occurrences of the group $error_id over all time, and those whose service is $value, or whose message contains it.
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
    and occurred.stored_id in (from stored_ids($error_id));
