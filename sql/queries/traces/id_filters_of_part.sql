-- title: The filters that may know an id
-- grain: filter
-- parameters: part
-- needs: id_filters
-- An id belongs to one of 64 parts, by its hash; ingest/store/id_filters.py says how a filter is asked. Both ends are in the span.
select
    min_ts,
    max_ts,
    min_file_id,
    max_file_id,
    bits,
    hashes
from id_filters
where part is null
    or part = $part;
