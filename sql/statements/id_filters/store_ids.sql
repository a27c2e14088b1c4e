-- title: Store filters of ids
-- grain: row of id_filters
-- needs: id_filters, timestamp_of_us
-- Reads the registered table new_id_filters, whose times are microseconds since 1970.
insert into id_filters by name
select
    timestamp_of_us(new_id_filters.min_us) as min_ts,
    timestamp_of_us(new_id_filters.max_us) as max_ts,
    new_id_filters.* exclude (min_us, max_us)
from new_id_filters;
