-- title: Delete minutes that are too old
-- grain: row
-- parameters: before
-- needs: sample_minutes
delete from sample_minutes
where ts < $before;
