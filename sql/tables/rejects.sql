-- title: Invalid lines
-- grain: rejected entry
-- needs:
-- The raw bytes, where they were and why they were not stored as a record. An entry that spans
-- several lines (a traceback printed as text) is at its first line.
create table if not exists rejects (
    file_id integer not null,
    line_number bigint not null,
    byte_offset bigint not null,
    reason varchar not null,
    raw blob not null,
    rejected_at timestamp not null
);
