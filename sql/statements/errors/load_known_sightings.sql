-- title: The stored rows about the same errors
-- grain: row of errors or error_echoes
-- needs: errors, error_echoes, collect_sightings
-- Adds to the temporary table sightings every earlier row with one of their occurrence keys. The rows are found by the
-- key alone first: mostly there are none, and then no other column is read.
insert into sightings by name
select errors.* exclude (ordinal, sources)
from errors
where errors.rowid in (
        select known.rowid
        from errors as known
        where known.occurrence_key in (select sightings.occurrence_key from sightings)
    )
union all by name
select error_echoes.* exclude (ordinal)
from error_echoes
where error_echoes.rowid in (
        select known.rowid
        from error_echoes as known
        where known.occurrence_key in (select sightings.occurrence_key from sightings)
    );
