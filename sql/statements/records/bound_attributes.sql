-- title: Attributes without what is nested too deeply or is too long a number
-- grain: record
-- needs: logs
-- `bounded` has the new text of each record. Changes the temporary table batch.
update batch
set attributes = bounded.text::json
from bounded
where batch.rowid = bounded.id;
