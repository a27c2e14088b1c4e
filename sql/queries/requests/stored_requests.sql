-- title: How many HTTP requests are stored
-- grain: warehouse
-- parameters: 
-- needs: sources
-- Over all time; 0 where no log says anything of HTTP.
select coalesce(sum(requests), 0)::bigint as requests
from sources;
