-- title: Streams that may hold the same lines as another
-- grain: pair of streams
-- parameters: since, limit
-- needs: files
-- Reads the ledger alone. `file_id` is the one to be dropped: all that was read of it may be in `other_id` too. Of the same
-- content (length, head, tail and CRC-32 of all bytes) that is proven; where the other one is longer (`is_longer`), heads are the
-- same, or the first records' times where less than a head was read, and the rows have to prove it. A single line, or less than
-- 256 bytes, proves nothing: it may be a header that every file has. Of the same content the one that may still grow stays, else
-- the one that was read first. Newest first.
with
    told as (
        select
            files.*,
            row_number() over (order by files.state <> 'live' desc, files.file_id desc) as goes_first
        from files
        where files.state <> 'dropped'
            and files.lines > 1
            and files.bytes_read >= 256
            and files.dropped_rows < files.rows + files.rejected
    ),
    pairs as (
        select
            one.file_id,
            other.file_id as other_id,
            false as is_longer
        from told as one
        join told as other
            on one.head_hash = other.head_hash
            and one.bytes_read = other.bytes_read
            and one.content_crc = other.content_crc
            and one.tail_hash = other.tail_hash
            and one.goes_first < other.goes_first
        union all
        select
            one.file_id,
            other.file_id as other_id,
            true as is_longer
        from told as one
        join told as other
            on one.head_hash = other.head_hash
            and one.head_length = other.head_length
            and one.bytes_read < other.bytes_read
        union all
        select
            one.file_id,
            other.file_id as other_id,
            true as is_longer
        from told as one
        join told as other
            on one.first_ts = other.first_ts
            and one.head_length < 4096
            and one.head_length < other.head_length
            and one.bytes_read < other.bytes_read
    )
select
    one.file_id,
    one.path,
    one.lines,
    one.bytes_read,
    other.file_id as other_id,
    other.path as other_path,
    pairs.is_longer
from pairs
join told as one on one.file_id = pairs.file_id
join told as other on other.file_id = pairs.other_id
where greatest(one.last_read_at, other.last_read_at) >= $since::timestamp
    and (not pairs.is_longer or one.bytes_read >= one.size or one.state = 'missing')
order by pairs.is_longer, greatest(one.last_read_at, other.last_read_at) desc, one.file_id, other.bytes_read, other.file_id
limit $limit;
