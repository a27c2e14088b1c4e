-- title: The rows about errors from a stream
-- grain: row of errors or error_echoes
-- parameters: file_id
-- needs: errors, error_echoes
-- Makes the temporary table sightings, whose keys say which errors are told again without the stream.
create or replace temporary table sightings as
select errors.* exclude (ordinal, sources)
from errors
where errors.file_id = $file_id
union all by name
select error_echoes.* exclude (ordinal)
from error_echoes
where error_echoes.file_id = $file_id;
