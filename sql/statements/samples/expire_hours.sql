-- title: Delete hours that are too old
-- grain: row
-- parameters: before
-- needs: sample_hours
delete from sample_hours
where ts < $before;
