-- title: Streams that people dropped
-- grain: drop
-- needs:
-- What `longtail files drop` removed: a stream that is in the ledger a second time, or one that nobody wants. Its row in
-- files stays, with the state `dropped`; what is appended to its file later is read, from where it was read to.
create table if not exists dropped_streams (
    file_id integer not null,
    dropped_at timestamp not null,
    -- who did it: the name of the system's user
    author varchar not null,
    -- the stream that holds the same lines, null where it was dropped without that
    same_as integer,
    rows bigint not null,
    rejects bigint not null
);
