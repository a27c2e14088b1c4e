-- title: Delete the hours that are summed up anew
-- grain: series × hour
-- parameters: from_ts
-- needs: sample_hours
delete from sample_hours
where ts >= $from_ts;
