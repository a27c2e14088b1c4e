-- title: Note the repairs of lines that were not valid JSON
-- grain: record
-- needs: logs, with_note
-- `repairs` has the note of each entry. Changes the temporary table batch.
update batch
set attributes = with_note(batch.attributes, repairs.note)
from repairs
where batch.file_id = repairs.file_id and batch.byte_offset = repairs.byte_offset;
