-- title: Take out the echoes that are told anew
-- grain: row of error_echoes
-- needs: error_echoes, collect_sightings
delete from error_echoes
where error_echoes.occurrence_key in (select sightings.occurrence_key from sightings);
