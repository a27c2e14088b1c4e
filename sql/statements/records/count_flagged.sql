-- title: Records whose time is not to be trusted, per file
-- grain: file
-- parameters: earliest, latest
-- needs: logs
-- Reads the temporary table batch before times are given.
select file_id, count(*)
from batch
where ts is null or ts < $earliest or ts > $latest
group by file_id;
