-- title: Error groups
-- grain: error_id
-- needs: error_occurrences, error_states
-- After what people put together and took apart. Type and message are those of the newest occurrence, service the one with
-- most of them. The status is what people decided last (open where nobody did), or regressed, as error_states tells.
create or replace view error_groups as
with by_service as (
    select
        occurred.error_id,
        occurred.service,
        count(*) as occurrences,
        min(occurred.ts) as first_seen,
        max(occurred.ts) as last_seen
    from error_occurrences as occurred
    group by occurred.error_id, occurred.service
),

grouped as (
    select
        by_service.error_id,
        first(by_service.service order by by_service.occurrences desc, by_service.service) as service,
        sum(by_service.occurrences)::bigint as occurrences,
        min(by_service.first_seen) as first_seen,
        max(by_service.last_seen) as last_seen
    from by_service
    group by by_service.error_id
),

newest as (
    select
        occurred.error_id,
        min({'error_type': occurred.error_type, 'error_message': occurred.error_message}) as said
    from error_occurrences as occurred
    inner join grouped
        on occurred.error_id = grouped.error_id
        and occurred.ts = grouped.last_seen
    group by occurred.error_id
),

affected as (
    select
        occurred.error_id,
        count(distinct occurred.user_id) as users
    from error_occurrences as occurred
    where occurred.user_id is not null
    group by occurred.error_id
)

select
    grouped.error_id,
    newest.said.error_type as error_type,
    newest.said.error_message as error_message,
    grouped.service,
    grouped.occurrences,
    grouped.first_seen,
    grouped.last_seen,
    coalesce(affected.users, 0)::bigint as users,
    coalesce(states.status, 'open') as status
from grouped
left join newest
    on grouped.error_id = newest.error_id
left join affected
    on grouped.error_id = affected.error_id
left join error_states as states
    on grouped.error_id = states.error_id;
