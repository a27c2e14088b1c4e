-- title: Top errors
-- grain: error_id
-- needs: error_groups, error_occurrences
-- Error groups, most frequent first, with the routes they occurred on. An exception that is in several files is
-- counted once.
create or replace view top_errors as
with affected as (
    select
        occurred.error_id,
        list_sort(list(distinct occurred.route)) as routes
    from error_occurrences as occurred
    where occurred.route is not null
    group by occurred.error_id
)

select
    groups.error_id,
    groups.service,
    groups.error_type,
    groups.error_message,
    groups.occurrences,
    groups.users,
    groups.first_seen,
    groups.last_seen,
    groups.status,
    coalesce(affected.routes, []) as routes
from error_groups as groups
left join affected
    on groups.error_id = affected.error_id
order by groups.occurrences desc, groups.error_id;
