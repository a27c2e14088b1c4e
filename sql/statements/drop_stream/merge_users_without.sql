-- title: Merge the sketches of the due hours, less what a stream added
-- grain: as user_sketches, one row each
-- parameters: file_id
-- needs: user_sketches, choose_stream_hours, user_sketch, status_class, logs
-- Makes the temporary table merged_users. A bit cannot be taken out of a sketch, so those that the stream added to are made
-- again from the other records. Where retention has taken some of these away, the old sketch stays.
create or replace temporary table merged_users as
with
    told as (
        select
            date_trunc('hour', logs.ts) as hour,
            logs.source,
            logs.service,
            logs.level,
            status_class(logs.status) as status_class,
            logs.route,
            logs.host,
            logs.user_id,
            logs.file_id = $file_id as is_going
        from logs
        where logs.user_id is not null
            and logs.ts >= (select min(due_hours.hour) from due_hours)
            and logs.ts < (select max(due_hours.hour) + interval 1 hour from due_hours)
            and date_trunc('hour', logs.ts) in (select due_hours.hour from due_hours)
    ),
    fresh as (
        select
            told.* exclude (route, host, user_id),
            null::varchar as route,
            null::varchar as host,
            false as is_fine,
            user_sketch(told.user_id, 1000) as sketch,
            count(*) as n
        from told
        group by all
        union all by name
        select
            told.* exclude (user_id),
            true as is_fine,
            user_sketch(told.user_id, 256) as sketch,
            count(*) as n
        from told
        group by all
    ),
    parts as (
        select
            user_sketches.* exclude (is_partial),
            'old' as part
        from user_sketches
        semi join due_hours using (hour)
        union all by name
        select
            fresh.* exclude (is_going),
            case when fresh.is_going then 'going' else 'fresh' end as part
        from fresh
    ),
    summed as (
        select
            parts.* exclude (sketch, n, part),
            bit_or(parts.sketch::bit) filter (parts.part = 'old')::blob as old_sketch,
            bit_or(parts.sketch::bit) filter (parts.part = 'fresh')::blob as fresh_sketch,
            coalesce(sum(parts.n) filter (parts.part = 'old'), 0)
            - coalesce(sum(parts.n) filter (parts.part = 'going'), 0) as n,
            coalesce(sum(parts.n) filter (parts.part = 'fresh'), 0) as fresh_n
        from parts
        group by all
    )
select
    summed.* exclude (old_sketch, fresh_sketch, n, fresh_n),
    case when summed.fresh_n = summed.n then summed.fresh_sketch else summed.old_sketch end as sketch,
    summed.n::bigint as n,
    false as is_partial
from summed
where summed.n > 0;
