-- title: Drop the filters of ids whose records were dropped
-- grain: row of id_filters
-- parameters: next_day
-- needs: id_filters, logs
-- Those that end before next_day and in whose span of time and range of files no record is left; hours are looked at
-- whole, so that one may stay for longer than it needs to, and none goes too early.
delete from id_filters
where id_filters.max_ts < $next_day
    and not exists (
        select 1
        from (
            select distinct
                logs.file_id,
                date_trunc('hour', logs.ts) as hour
            from logs
            where logs.ts < $next_day
        ) as remaining
        where remaining.file_id between id_filters.min_file_id and id_filters.max_file_id
            and remaining.hour + interval 1 hour > id_filters.min_ts
            and remaining.hour <= id_filters.max_ts
    );
