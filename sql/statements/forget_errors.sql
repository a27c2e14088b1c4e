-- title: Take out the errors that are told anew
-- grain: row of errors
-- needs: errors, sight_errors
delete from errors
where errors.occurrence_key in (select sightings.occurrence_key from sightings);
