-- title: Delete the echoes that are matched again
-- grain: row of error_echoes
-- needs: error_echoes, collect_sightings
delete from error_echoes
where error_echoes.occurrence_key in (select sightings.occurrence_key from sightings);
