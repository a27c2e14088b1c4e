-- title: New fingerprints for stored errors
-- grain: record, row of errors, row of error_echoes
-- needs: logs, errors, error_echoes
update logs
set error_id = retold.error_id
from retold
where logs.rowid = retold.id;

update errors
set error_id = retold.error_id
from retold
where errors.file_id = retold.file_id
    and errors.byte_offset = retold.byte_offset
    and errors.record_index = retold.record_index;

update error_echoes
set error_id = retold.error_id
from retold
where error_echoes.file_id = retold.file_id
    and error_echoes.byte_offset = retold.byte_offset
    and error_echoes.record_index = retold.record_index;
