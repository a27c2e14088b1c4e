-- title: What is known already of the batch's errors
-- grain: row of errors or error_echoes
-- needs: errors, error_echoes, sight_errors
-- Adds to the temporary table sightings every earlier row with one of their occurrence keys.
insert into sightings by name
select errors.* exclude (ordinal, sources)
from errors
semi join sightings using (occurrence_key)
union all by name
select error_echoes.* exclude (ordinal)
from error_echoes
semi join sightings using (occurrence_key);
