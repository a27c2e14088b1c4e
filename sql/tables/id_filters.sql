-- title: Where ids stand
-- grain: batch (64 rows, one a part, once many ids have come together; one row, part null, until then)
-- needs:
-- Which trace, request and span ids the rows of a batch may have, so that all rows of one id are found without reading
-- every row. Written in the transaction of the rows by ingest/store/id_filters.py, which says how `bits` and `hashes` are read. An id
-- that a filter does not know is not in the rows that lie both in its span of time and in its range of files. A row
-- with neither bits nor hashes knows nothing: the records in its span were stored before there were filters.
create table if not exists id_filters (
    min_ts timestamp not null,
    max_ts timestamp not null,
    min_file_id integer not null,
    max_file_id integer not null,
    part utinyint,
    -- a Bloom filter of the ids whose hash belongs to this part
    bits blob using compression uncompressed,
    -- the ids' hashes themselves, eight bytes each, little end first
    hashes blob using compression uncompressed
);
