-- title: Error groups of a range
-- grain: error group
-- parameters: from_ts, to_ts, service, row_limit
-- needs: error_occurrences, error_groups
-- Counts, users, times and routes are of the range, the status is of now; a parameter that is null does not bound.
select
    e.error_id,
    mode(e.service) as service,
    any_value(g.error_type) as error_type,
    any_value(g.error_message) as error_message,
    count(*) as occurrences,
    count(distinct e.user_id) as users,
    min(e.ts) as first_seen,
    max(e.ts) as last_seen,
    any_value(g.status) as status,
    coalesce(list_sort(list(distinct e.route) filter (where e.route is not null)), []) as routes
from error_occurrences as e
inner join error_groups as g on g.error_id = e.error_id
where ($from_ts::timestamp is null or e.ts >= $from_ts::timestamp)
    and ($to_ts::timestamp is null or e.ts < $to_ts::timestamp)
    and ($service::varchar is null or e.service = $service::varchar)
group by e.error_id
order by occurrences desc, last_seen desc, e.error_id
limit $row_limit;
