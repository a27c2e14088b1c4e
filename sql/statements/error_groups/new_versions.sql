-- title: Fingerprints of a batch that differ from the earlier version
-- grain: earlier fingerprint × fingerprint
-- needs: error_id_v1, error_versions
-- Makes the temporary table new_versions of those that are not known yet.
create or replace temp table new_versions as
select distinct
    told.earlier_id,
    told.error_id
from (
    select
        error_id_v1(
            batch_fingerprints.error_type,
            batch_fingerprints.error_message,
            batch_fingerprints.stack_trace,
            batch_fingerprints.message
        ) as earlier_id,
        batch_fingerprints.error_id
    from batch_fingerprints
    where batch_fingerprints.may_differ
) as told
anti join error_versions
    on error_versions.earlier_id = told.earlier_id
    and error_versions.error_id = told.error_id
where told.earlier_id <> told.error_id;
