-- title: Drop a day of records
-- grain: record
-- parameters: day, next_day
-- needs: logs, count_dropped
delete from logs
where logs.ts >= $day
    and logs.ts < $next_day
    and logs.file_id in (select dropped.file_id from dropped);
