-- title: Drop hourly numbers without endpoints that are past their retention
-- grain: row of stream_rollup
-- parameters: before
-- needs: stream_rollup, logs
-- The same days as drop_rollup.
delete from stream_rollup
where stream_rollup.hour < $before
    and date_trunc('day', stream_rollup.hour) not in (
        select date_trunc('day', logs.ts)
        from logs
        where logs.ts < $before
    );
