-- title: What dropping a day takes from each file
-- grain: file
-- parameters: day, next_day
-- needs: logs, files, find_expired_files
-- Makes the temporary table dropped. A line is dropped with its last row: where lines of a file gave several rows, those
-- are looked at one by one, else a row is a line.
create or replace temporary table dropped as
with
    going as (
        select
            logs.file_id,
            count(*) as rows
        from logs
        where logs.ts >= $day
            and logs.ts < $next_day
            and logs.file_id in (select dropping.file_id from dropping)
        group by logs.file_id
    ),
    several as (
        select files.file_id
        from files
        where files.rows > files.row_lines
            and files.file_id in (select going.file_id from going)
    ),
    ending as (
        select
            logs.file_id,
            logs.line_number
        from logs
        where logs.file_id in (select several.file_id from several)
        group by logs.file_id, logs.line_number
        having bool_and(logs.ts >= $day and logs.ts < $next_day)
    ),
    ended as (
        select
            ending.file_id,
            count(*) as lines
        from ending
        group by ending.file_id
    )
select
    going.file_id,
    going.rows,
    case when several.file_id is null then going.rows else coalesce(ended.lines, 0) end as lines
from going
left join several on several.file_id = going.file_id
left join ended on ended.file_id = going.file_id;
