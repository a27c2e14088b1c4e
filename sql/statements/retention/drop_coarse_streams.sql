-- title: Drop numbers of six hours without endpoints that are past their retention
-- grain: row of coarse_stream_rollup
-- parameters: before
-- needs: coarse_stream_rollup, logs
-- The same days as drop_rollup.
delete from coarse_stream_rollup
where coarse_stream_rollup.begin < $before
    and date_trunc('day', coarse_stream_rollup.begin) not in (
        select date_trunc('day', logs.ts)
        from logs
        where logs.ts < $before
    );
