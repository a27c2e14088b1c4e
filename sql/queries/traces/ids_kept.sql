-- title: Whether id filters exist
-- grain: warehouse
-- parameters: 
-- needs: meta
-- False for a warehouse of an older Longtail until something new is stored: every row is read then to find an id.
select count(*) > 0 as kept
from meta
where key = 'id_filters';
