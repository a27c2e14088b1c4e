-- title: Delete samples that are too old
-- grain: row
-- parameters: before
-- needs: samples_raw
delete from samples_raw
where ts < $before;
