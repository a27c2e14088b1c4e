-- title: Drop numbers of six hours that are past their retention
-- grain: row of coarse_rollup
-- parameters: before
-- needs: coarse_rollup, logs
-- The same days as drop_rollup.
delete from coarse_rollup
where coarse_rollup.begin < $before
    and date_trunc('day', coarse_rollup.begin) not in (
        select date_trunc('day', logs.ts)
        from logs
        where logs.ts < $before
    );
