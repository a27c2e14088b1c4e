-- title: Drop old rows of probe_changes
-- grain: probe_changes
-- parameters: before
-- needs: probe_changes
delete from probe_changes
where probe_changes.ts < $before::timestamp;
