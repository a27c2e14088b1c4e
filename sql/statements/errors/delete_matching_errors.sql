-- title: Take out the errors that are told anew
-- grain: row of errors
-- needs: errors, collect_sightings
delete from errors
where errors.occurrence_key in (select sightings.occurrence_key from sightings);
