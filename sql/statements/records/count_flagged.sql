-- title: How many records have a time that is not reliable, for each file
-- grain: file
-- parameters: earliest, latest
-- needs: logs
-- Reads the temporary table batch before times are given.
select file_id, count(*)
from batch
where ts is null or ts < $earliest or ts > $latest
group by file_id;
