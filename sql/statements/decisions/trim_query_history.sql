-- title: Keep only the newest statements that ran
-- grain: statement that ran
-- parameters: kept
-- needs: query_history
delete from query_history
where ran_at < (
        select min(ran_at)
        from (
            select ran_at
            from query_history
            order by ran_at desc
            limit $kept
        )
    );
