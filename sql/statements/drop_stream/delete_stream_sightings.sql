-- title: Leave out the rows of the stream
-- grain: row of errors or error_echoes
-- parameters: file_id
-- needs: collect_stream_sightings
delete from sightings
where sightings.file_id = $file_id;
