-- title: Most frequent errors
-- grain: error group
-- parameters: from_ts, to_ts, services, sources, levels, routes, hosts, bucket_seconds, show, text, sort, limit
-- needs: error_occurrences, error_states, filtered_errors
-- Groups that occurred in the window. $show is open (regressed ones too), new (first seen in the window), regressed,
-- resolved, ignored or all; $text stands in the type, a message, a service or the id; $sort is count, users, last or first.
-- An exception that is in several files is one occurrence. `trend` counts occurrences in each bucket of the window, from
-- its first to its last; `groups` is how many there are without the limit.
with occurred as materialized (
    select
        occurred.error_id,
        occurred.ts,
        occurred.service,
        occurred.user_id
    from filtered_errors($from_ts, $to_ts, $services, $sources, $levels, $routes, $hosts) as occurred
),

totals as (
    select
        error_id,
        count(*) as occurrences,
        count(distinct user_id) as users,
        max(ts) as last_seen
    from occurred
    group by error_id
),

ever as (
    select
        error_id,
        min(ts) as first_seen
    from error_occurrences
    group by error_id
),

matching as (
    select distinct occurred.error_id
    from error_occurrences as occurred
    where $text <> ''
        and occurred.ts >= $from_ts
        and occurred.ts < $to_ts
        and contains(
            lower(concat_ws(' ', occurred.error_id, occurred.service, occurred.error_type, occurred.error_message)),
            lower($text)
        )
),

judged as (
    select
        totals.*,
        ever.first_seen,
        ever.first_seen >= $from_ts as is_new,
        coalesce(states.status, 'open') as status
    from totals
    join ever on ever.error_id = totals.error_id
    left join error_states as states on states.error_id = totals.error_id
),

chosen as (
    select
        judged.*,
        count(*) over (partition by 'all') as groups
    from judged
    where case $show
            when 'open' then status in ('open', 'regressed')
            when 'new' then is_new
            when 'all' then true
            else status = $show
        end
        and ($text = '' or error_id in (from matching))
    order by
        case $sort
            when 'users' then users
            when 'last' then epoch_us(last_seen)
            when 'first' then epoch_us(first_seen)
            else occurrences
        end desc,
        last_seen desc,
        error_id
    limit $limit
),

newest as (
    select
        occurred.error_id,
        min({'error_type': occurred.error_type, 'error_message': occurred.error_message}) as said
    from error_occurrences as occurred
    join chosen
        on chosen.error_id = occurred.error_id
        and chosen.last_seen = occurred.ts
    group by occurred.error_id
),

slots as (
    select
        occurred.error_id,
        datediff('second', $from_ts, occurred.ts) // $bucket_seconds as slot,
        count(*) as n
    from occurred
    where occurred.error_id in (select error_id from chosen)
    group by all
),

trends as (
    select
        error_id,
        map(list(slot), list(n)) as by_slot
    from slots
    group by error_id
),

by_service as (
    select
        error_id,
        service,
        count(*) as n
    from occurred
    group by all
),

served as (
    select
        error_id,
        first(service order by n desc, service) as service,
        count(*) as services
    from by_service
    group by error_id
)

select
    chosen.error_id,
    newest.said.error_type as error_type,
    newest.said.error_message as error_message,
    served.service,
    served.services,
    chosen.status,
    chosen.is_new,
    chosen.occurrences,
    chosen.users,
    chosen.first_seen,
    chosen.last_seen,
    list_transform(
        range(greatest(1, ceil(datediff('second', $from_ts, $to_ts) / $bucket_seconds))::bigint),
        lambda slot: coalesce(trends.by_slot[slot], 0)
    ) as trend,
    chosen.groups
from chosen
join newest on newest.error_id = chosen.error_id
join trends on trends.error_id = chosen.error_id
join served on served.error_id = chosen.error_id
order by
    case $sort
        when 'users' then chosen.users
        when 'last' then epoch_us(chosen.last_seen)
        when 'first' then epoch_us(chosen.first_seen)
        else chosen.occurrences
    end desc,
    chosen.last_seen desc,
    chosen.error_id;
