-- title: Flag impossible times
-- grain: record
-- parameters: earliest, latest
-- needs: logs, with_time_flag
-- They are kept as they were written. Changes the temporary table batch.
update batch
set attributes = with_time_flag(attributes, if(ts > $latest, 'future', 'ancient'))
where ts > $latest or ts < $earliest;
