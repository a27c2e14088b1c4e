-- title: The oldest day with records that are past their retention
-- grain: one row
-- parameters: latest
-- needs: logs, files
-- Reads the registered table expiring (file_id, before: records before it are past their retention). latest is the
-- latest such day: row groups of later days are skipped.
select date_trunc('day', min(logs.ts))::timestamp as day
from logs
join expiring on expiring.file_id = logs.file_id
join files on files.file_id = logs.file_id
where logs.ts < $latest
    and logs.ts < expiring.before
    and files.first_seen_at < expiring.before;
