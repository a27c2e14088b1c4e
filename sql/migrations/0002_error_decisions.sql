-- Decisions get a comment and what was known, errors the version that wrote them.
alter table error_status add column if not exists comment varchar;
alter table error_status add column if not exists known_after bigint;
alter table errors add column if not exists version varchar;
alter table error_echoes add column if not exists version varchar;
update errors
set version = coalesce(
    logs.attributes ->> '$.version', logs.attributes ->> '$.app_version', logs.attributes ->> '$.release',
    logs.attributes ->> '$."service.version"', logs.attributes ->> '$.service.version', logs.attributes ->> '$.build'
)
from logs
where logs.error_id is not null
    and logs.file_id = errors.file_id
    and logs.byte_offset = errors.byte_offset
    and logs.record_index = errors.record_index;
