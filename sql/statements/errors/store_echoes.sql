-- title: Store the rows that another one replaces
-- grain: sighting
-- needs: error_echoes, match_sightings
insert into error_echoes by name
select matched_sightings.* exclude (place, sources)
from matched_sightings
where matched_sightings.place > 1
order by matched_sightings.ts, matched_sightings.occurrence_key, matched_sightings.ordinal;
