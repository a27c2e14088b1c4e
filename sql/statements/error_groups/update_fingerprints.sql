-- title: New fingerprints for stored errors
-- grain: record, row of errors, row of error_echoes
-- needs: logs, errors, error_echoes
update logs
set error_id = outdated.error_id
from outdated
where logs.rowid = outdated.id;

update errors
set error_id = outdated.error_id
from outdated
where errors.file_id = outdated.file_id
    and errors.byte_offset = outdated.byte_offset
    and errors.record_index = outdated.record_index;

update error_echoes
set error_id = outdated.error_id
from outdated
where error_echoes.file_id = outdated.file_id
    and error_echoes.byte_offset = outdated.byte_offset
    and error_echoes.record_index = outdated.record_index;
