-- title: Hours of probes to be merged
-- grain: hour
-- parameters: before
-- needs: probe_hours
-- Makes the temporary table of its name: hours that are over and have rows that are not merged.
create or replace temp table probe_hours_due as
select distinct probe_hours.hour
from probe_hours
where probe_hours.is_partial
    and probe_hours.hour < $before::timestamp;
