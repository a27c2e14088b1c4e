-- title: Drop hourly numbers that are past their retention
-- grain: row of hourly_rollup
-- parameters: before
-- needs: hourly_rollup, logs
-- Hours of days whose records are still in logs stay with them.
delete from hourly_rollup
where hourly_rollup.hour < $before
    and date_trunc('day', hourly_rollup.hour) not in (
        select date_trunc('day', logs.ts)
        from logs
        where logs.ts < $before
    );
