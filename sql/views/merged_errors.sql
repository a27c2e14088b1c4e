-- title: Merged fingerprints
-- grain: fingerprint
-- needs: error_merges
-- The current state: the newest decision on each, where it was not taken out again.
create or replace view merged_errors as
select
    newest.error_id,
    newest.into_error_id,
    newest.decided_at,
    newest.author,
    newest.comment
from (
    select error_merges.*
    from error_merges
    qualify row_number() over (partition by error_merges.error_id order by error_merges.decided_at desc) = 1
) as newest
where newest.into_error_id is not null;
