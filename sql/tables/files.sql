-- title: The ledger
-- grain: stream (one file through all its names)
-- needs:
-- How far each file was read, and how its lines were counted:
-- lines = row_lines + rejected + blank, where row_lines is the number of lines that gave rows.
-- These count what was read; what retention has dropped of it stands beside: row_lines - dropped_lines lines still have
-- rows in logs, rejected - dropped_rejects entries are still in rejects.
-- Committed in the same transaction as the rows it speaks of; there is no other checkpoint.
create table if not exists files (
    file_id integer not null,
    path varchar not null,
    source varchar not null,
    service varchar,
    -- live (may grow), drained (rotated, read to its end), finished (archive, trailer checked),
    -- missing (not found at the last scan), broken (could not be read; see note), dropped (see dropped_streams)
    state varchar not null,
    -- gz, zip, …; of a file in an archive of several also its number and path inside: tar.gz/2/logs/app.log
    compression varchar,
    device bigint,
    inode bigint,
    head_length integer not null,
    head_hash varchar not null,
    -- hashes of the first 32, 64, 128, … bytes, up to head_length, by which a part of the file is known
    head_keys varchar not null default '',
    tail_length integer not null,
    tail_hash varchar not null,
    content_crc bigint not null,
    -- size and bytes_read count the bytes of the log itself, decompressed where it is an archive
    size bigint not null,
    bytes_read bigint not null,
    lines bigint not null,
    rows bigint not null,
    row_lines bigint not null,
    rejected bigint not null,
    blank bigint not null,
    possible_duplicates bigint not null,
    -- lines that end at this byte or before it are possible duplicates
    duplicate_until bigint not null default 0,
    -- values hidden by redaction; records without a time of their own or with one that cannot be
    redacted bigint not null default 0,
    flagged bigint not null default 0,
    -- what retention has taken away since: rows, lines that have no row any more, rejects
    dropped_rows bigint not null default 0,
    dropped_lines bigint not null default 0,
    dropped_rejects bigint not null default 0,
    first_ts timestamp,
    last_ts timestamp,
    -- bytes known to be missing, and one sentence on why; null where none are known
    gap varchar,
    gap_bytes bigint not null,
    note varchar,
    -- the zone of times that name none, if the file's write time told it: UTC, an offset, or a name; null if it did not
    zone varchar,
    modified_at timestamp,
    first_seen_at timestamp not null,
    last_read_at timestamp
);
