-- title: Take the hours away that were merged
-- grain: hour
-- needs: probe_hours, probe_hours_due
delete from probe_hours
where probe_hours.hour in (select probe_hours_due.hour from probe_hours_due);
