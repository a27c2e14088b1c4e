-- title: The moment up to which logs are read
-- grain: one row
-- parameters: now
-- needs: files
-- The least of the last records of those files that grow and have unread bytes; null where reading is not behind.
select min(coalesce(files.last_ts, files.first_seen_at)) as horizon
from files
where files.state = 'live'
    and files.size > files.bytes_read
    and coalesce(files.last_ts, files.first_seen_at) < $now;
