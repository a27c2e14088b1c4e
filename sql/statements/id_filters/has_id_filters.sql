-- title: Whether this warehouse keeps filters of ids
-- grain: one row, none where it does not yet
-- needs: meta
select meta.value
from meta
where meta.key = 'id_filters';
