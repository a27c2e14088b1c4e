-- title: How many filters of ids wait to be merged, and how many are empty
-- grain: one row
-- needs: id_filters
select
    count(*) filter (id_filters.hashes is not null) as loose,
    count(*) filter (id_filters.hashes is null) as unknown
from id_filters
where id_filters.part is null;
