-- title: Stored errors that have another fingerprint in the new version
-- grain: record
-- needs: logs, error_id, fingerprint_may_differ, error_versions
-- Makes the temporary tables outdated, with the records and their new fingerprints, and new_versions.
create or replace temp table outdated as
select told.*
from (
    select
        logs.rowid as id,
        logs.file_id,
        logs.byte_offset,
        logs.record_index,
        logs.error_id as earlier_id,
        error_id(
            logs.error_type,
            logs.error_message,
            logs.stack_trace,
            case when logs.stack_trace is null and logs.error_message is null then logs.message end
        ) as error_id
    from logs
    where logs.error_id is not null
        and fingerprint_may_differ(logs.error_type, logs.stack_trace)
) as told
where told.error_id <> told.earlier_id;

create or replace temp table new_versions as
select distinct
    outdated.earlier_id,
    outdated.error_id
from outdated
anti join error_versions
    on error_versions.earlier_id = outdated.earlier_id
    and error_versions.error_id = outdated.error_id;
