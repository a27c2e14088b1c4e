-- title: Attributes that may be nested too deeply, or have too long a number
-- grain: record
-- needs: logs
-- Two hundred levels take at least 402 characters, so most records are passed over by their length. Of the others, those
-- that open more than two hundred lists and objects, or have a thousand digits. Reads the temporary table batch.
select rowid as id, attributes::varchar as written
from batch
where
    case
        when strlen(attributes::varchar) <= 400 then false
        when strlen(attributes::varchar) - strlen(translate(attributes::varchar, '[{', '')) > 200 then true
        when strlen(attributes::varchar) > 1000 then
            strlen(attributes::varchar) - strlen(translate(attributes::varchar, '0123456789', '')) >= 1000
    end;
