-- title: Members of merged and split groups
-- grain: stored id × fingerprint
-- needs: merged_errors, split_errors
-- stored_id is the error_id that errors and logs have, fingerprint the one after taking apart, error_id the group it counts
-- to. A fingerprint that nobody touched has no row: it is its own group.
create or replace view error_members as
select
    touched.stored_id,
    touched.fingerprint,
    coalesce(merged_errors.into_error_id, touched.fingerprint) as error_id
from (
    select
        split_errors.error_id as stored_id,
        split_errors.into_error_id as fingerprint
    from split_errors
    union
    select
        split_errors.error_id as stored_id,
        split_errors.error_id as fingerprint
    from split_errors
    union
    select
        merged_errors.error_id as stored_id,
        merged_errors.error_id as fingerprint
    from merged_errors
    where merged_errors.error_id not in (select split_errors.into_error_id from split_errors)
) as touched
left join merged_errors on merged_errors.error_id = touched.fingerprint;
