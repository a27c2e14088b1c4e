-- title: Status of error groups with a decision
-- grain: error_id
-- needs: error_occurrences, error_status
-- The newest decision. A resolved group is regressed once it has more occurrences with a time after the decision than were
-- known then: a late record of an earlier time does not bring it back, nor does one with a time ahead that was there already.
create or replace view error_states as
with decided as (
    select error_status.*
    from error_status
    qualify row_number() over (partition by error_status.error_id order by error_status.decided_at desc) = 1
),

seen_again as (
    select
        occurred.error_id,
        count(*) as occurrences
    from error_occurrences as occurred
    inner join decided
        on decided.error_id = occurred.error_id
        and decided.decided_at < occurred.ts
    where decided.status = 'resolved'
        and occurred.ts > (select min(error_status.decided_at) from error_status)
    group by occurred.error_id
)

select
    decided.error_id,
    case
        when seen_again.occurrences > coalesce(decided.known_after, 0) then 'regressed'
        else decided.status
    end as status,
    decided.decided_at,
    decided.author,
    decided.comment
from decided
left join seen_again on seen_again.error_id = decided.error_id;
