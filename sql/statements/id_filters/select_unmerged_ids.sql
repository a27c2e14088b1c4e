-- title: The hashes of ids that wait to be merged
-- grain: row of id_filters
-- needs: id_filters
select
    id_filters.min_ts,
    id_filters.max_ts,
    id_filters.min_file_id,
    id_filters.max_file_id,
    id_filters.hashes
from id_filters
where id_filters.hashes is not null
order by id_filters.min_ts, id_filters.max_ts;
