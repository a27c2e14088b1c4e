-- title: Flag the times that cannot be
-- grain: record
-- parameters: earliest, latest
-- needs: logs, flagged
-- They are kept as they were written. Changes the temporary table batch.
update batch
set attributes = flagged(attributes, if(ts > $latest, 'future', 'ancient'))
where ts > $latest or ts < $earliest;
