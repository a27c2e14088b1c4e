-- title: Store the sightings that another tells better
-- grain: sighting
-- needs: error_echoes, match_sightings
insert into error_echoes by name
select told.* exclude (place, sources)
from told
where told.place > 1
order by told.ts, told.occurrence_key, told.ordinal;
