-- title: Time range of the data
-- grain: warehouse
-- parameters: 
-- needs: sources
-- First and last record time of everything that was stored, and how much of it there is.
select
    min(first_ts) as first_ts,
    max(last_ts) as last_ts,
    coalesce(sum(rows), 0)::bigint as records,
    count(*) as streams
from sources;
