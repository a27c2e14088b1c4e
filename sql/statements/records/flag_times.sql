-- title: Flag impossible times
-- grain: record
-- parameters: earliest, latest
-- needs: logs, with_time_flag
-- They are kept as they were written, within the years 1 to 9999 that all readers know (an offset can lead out of them).
-- Changes the temporary table batch.
update batch
set
    ts = least(greatest(ts, timestamp '0001-01-01'), timestamp '9999-12-31 23:59:59.999999'),
    attributes = with_time_flag(attributes, if(ts > $latest, 'future', 'ancient'))
where ts > $latest or ts < $earliest;
