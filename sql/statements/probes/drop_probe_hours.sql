-- title: Drop old rows of probe_hours
-- grain: probe_hours
-- parameters: before
-- needs: probe_hours
delete from probe_hours
where probe_hours.hour < $before::timestamp;
