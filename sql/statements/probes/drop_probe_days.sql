-- title: Drop old rows of probe_day_totals
-- grain: probe_day_totals
-- parameters: before
-- needs: probe_day_totals
delete from probe_day_totals
where probe_day_totals.day < $before::timestamp;
