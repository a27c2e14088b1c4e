-- title: Leave out what the stream told
-- grain: row of errors or error_echoes
-- parameters: file_id
-- needs: sight_stream_errors
delete from sightings
where sightings.file_id = $file_id;
