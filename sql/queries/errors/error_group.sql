-- title: One error group
-- grain: error group
-- parameters: error_id
-- needs: error_occurrences, error_states, error_members, group_of_error
-- Everything that is stored of it, whatever the window. $error_id may also be a fingerprint that was put into the group, or
-- one of an earlier version. Type and message are those of the newest occurrence; no row where there is no such group.
with asked as (
    select group_of_error($error_id) as error_id
),

members as (
    select error_members.stored_id
    from error_members
    join asked on asked.error_id = error_members.error_id
    union
    select error_id
    from asked
),

occurred as materialized (
    select
        occurred.ts,
        occurred.fingerprint,
        occurred.stored_id,
        occurred.error_type,
        occurred.error_message,
        occurred.level,
        occurred.service,
        occurred.user_id,
        occurred.trace_id
    from error_occurrences as occurred
    where occurred.error_id = (select error_id from asked)
        and occurred.stored_id in (from members)
)

select
    any_value(asked.error_id) as error_id,
    arg_max_null(occurred.error_type, occurred.ts) as error_type,
    arg_max_null(occurred.error_message, occurred.ts) as error_message,
    arg_max_null(occurred.level, occurred.ts) as level,
    list_sort(list(distinct coalesce(occurred.service, ''))) as services,
    coalesce(any_value(states.status), 'open') as status,
    any_value(states.decided_at) as decided_at,
    any_value(states.author) as author,
    any_value(states.comment) as comment,
    count(*) as occurrences,
    count(distinct occurred.user_id) as users,
    min(occurred.ts) as first_seen,
    max(occurred.ts) as last_seen,
    arg_min(occurred.trace_id, occurred.ts) as first_trace,
    arg_max(occurred.trace_id, occurred.ts) as last_trace,
    list_sort(list(distinct occurred.fingerprint)) as fingerprints,
    list_sort(list(distinct occurred.stored_id)) as stored_ids
from occurred
cross join asked
left join error_states as states on states.error_id = asked.error_id
having count(*) > 0;
