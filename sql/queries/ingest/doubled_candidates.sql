-- title: Streams that may hold the same lines as another
-- grain: pair of streams
-- parameters: since, limit
-- needs: files
-- Reads the ledger alone. `file_id` is the one to be dropped: all that was read of it may stand in `other_id` too. Of the same
-- content (length, head, tail and CRC-32 of all bytes) that is proven; where the other one is longer (`is_longer`), heads are the
-- same, or the first records' times where less than a head was read, and the rows have to prove it. A single line, or less than
-- 256 bytes, proves nothing: it may be a header that every file has. Of the same content the one that may still grow stays, else
-- the one that was read first.
with told as (
    select
        files.*,
        row_number() over (order by files.state <> 'live' desc, files.file_id desc) as goes_first
    from files
    where files.state <> 'dropped'
        and files.lines > 1
        and files.bytes_read >= 256
        and files.dropped_rows < files.rows + files.rejected
)

select
    one.file_id,
    one.path,
    one.lines,
    one.bytes_read,
    other.file_id as other_id,
    other.path as other_path,
    other.bytes_read > one.bytes_read as is_longer
from told as one
join told as other
    on one.file_id <> other.file_id
    and (
        (one.head_length = other.head_length and one.head_hash = other.head_hash)
        or (one.head_length < 4096 and one.first_ts = other.first_ts and one.bytes_read < other.bytes_read)
    )
where (
        (
            one.bytes_read = other.bytes_read
            and one.content_crc = other.content_crc
            and one.tail_hash = other.tail_hash
            and one.goes_first < other.goes_first
        )
        or (one.bytes_read < other.bytes_read and (one.bytes_read >= one.size or one.state = 'missing'))
    )
    and greatest(one.last_read_at, other.last_read_at) >= $since::timestamp
order by one.file_id, is_longer, other.bytes_read, other.file_id
limit $limit;
