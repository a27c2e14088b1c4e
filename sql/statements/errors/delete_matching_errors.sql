-- title: Delete the errors that are matched again
-- grain: row of errors
-- needs: errors, collect_sightings
delete from errors
where errors.occurrence_key in (select sightings.occurrence_key from sightings);
