-- title: A few rows of a table or view
-- grain: row
-- parameters: object, limit
-- needs:
-- Any of them: no order.
select *
from query_table($object)
limit $limit;
