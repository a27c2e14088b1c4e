-- title: Delete the minutes that are summed up anew
-- grain: series × minute
-- parameters: from_ts
-- needs: sample_minutes
delete from sample_minutes
where ts >= $from_ts;
