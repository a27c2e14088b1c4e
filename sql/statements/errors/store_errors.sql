-- title: Store each occurrence once
-- grain: occurrence
-- needs: errors, match_sightings
insert into errors by name
select told.* exclude (place)
from told
where told.place = 1
order by told.ts, told.occurrence_key, told.ordinal;
