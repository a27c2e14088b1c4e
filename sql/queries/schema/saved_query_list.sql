-- title: Saved queries
-- grain: saved query
-- needs: saved_queries
-- By name.
select
    query_id,
    name,
    description,
    text,
    chart,
    saved_at
from saved_queries
order by strip_accents(lower(name)), query_id;
