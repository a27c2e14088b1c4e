-- title: Attributes that may be nested too deeply, or have too long a number
-- grain: record
-- needs: logs
-- Two hundred levels take at least 402 characters, so most records are passed over by their length. Of the others, those
-- that open more than two hundred lists and objects, or have a thousand digits. Reads the temporary table batch.
select rowid as id, attributes::varchar as written
from batch
where
    strlen(attributes::varchar) > 400
    and (
        regexp_matches(attributes::varchar, '^(?:[^\[{]*[\[{]){201}')
        or (
            strlen(attributes::varchar) > 1000
            and regexp_matches(attributes::varchar, '^(?:[^0-9]*[0-9]){1000}')
        )
    );
