-- title: Error groups
-- grain: error_id
-- needs: errors, error_status
-- Type and message are those of the newest occurrence, service the one with most of them. The status is what people
-- decided last (open where nobody did); a resolved group that was seen after the decision is regressed.
create or replace view error_groups as
with by_service as (
    select
        errors.error_id,
        errors.service,
        count(*) as occurrences,
        min(errors.ts) as first_seen,
        max(errors.ts) as last_seen
    from errors
    group by errors.error_id, errors.service
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
        errors.error_id,
        min({'error_type': errors.error_type, 'error_message': errors.error_message}) as said
    from errors
    inner join grouped
        on errors.error_id = grouped.error_id
        and errors.ts = grouped.last_seen
    group by errors.error_id
),

affected as (
    select
        errors.error_id,
        count(distinct errors.user_id) as users
    from errors
    where errors.user_id is not null
    group by errors.error_id
),

decided as (
    select
        error_status.error_id,
        arg_max(error_status.status, error_status.decided_at) as status,
        max(error_status.decided_at) as decided_at
    from error_status
    group by error_status.error_id
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
    case
        when decided.status = 'resolved' and grouped.last_seen > decided.decided_at then 'regressed'
        else coalesce(decided.status, 'open')
    end as status
from grouped
left join newest
    on grouped.error_id = newest.error_id
left join affected
    on grouped.error_id = affected.error_id
left join decided
    on grouped.error_id = decided.error_id;
