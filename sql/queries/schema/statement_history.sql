-- title: History of the SQL page
-- grain: statement that ran
-- parameters: limit
-- needs: query_history
-- Newest first.
select
    ran_at,
    text,
    seconds,
    rows,
    bytes,
    truncated,
    error
from query_history
order by ran_at desc
limit $limit;
