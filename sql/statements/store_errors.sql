-- title: Store each occurrence once
-- grain: occurrence
-- needs: errors, tell_errors_apart
insert into errors by name
select told.* exclude (place)
from told
where told.place = 1
order by told.ts, told.occurrence_key, told.ordinal;
