-- title: Store each occurrence once
-- grain: occurrence
-- needs: errors, match_sightings
insert into errors by name
select matched_sightings.* exclude (place)
from matched_sightings
where matched_sightings.place = 1
order by matched_sightings.ts, matched_sightings.occurrence_key, matched_sightings.ordinal;
