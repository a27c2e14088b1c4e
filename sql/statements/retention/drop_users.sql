-- title: Drop sketches of users that are past their retention
-- grain: row of user_sketches
-- parameters: before
-- needs: user_sketches, logs
-- The same days as drop_rollup.
delete from user_sketches
where user_sketches.hour < $before
    and date_trunc('day', user_sketches.hour) not in (
        select date_trunc('day', logs.ts)
        from logs
        where logs.ts < $before
    );
