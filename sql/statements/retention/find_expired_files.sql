-- title: The files that have records of a day past their retention
-- grain: file
-- parameters: day, next_day
-- needs: files
-- Makes the temporary table dropping from the registered table expiring (file_id, before).
create or replace temporary table dropping as
select files.file_id
from files
join expiring on expiring.file_id = files.file_id
where $day < expiring.before
    and $next_day <= expiring.before
    and files.first_seen_at < expiring.before;
