-- title: Rules of split error groups
-- grain: fingerprint × dimension × value
-- needs: error_splits
-- The current state: the newest decision on each, where it was not taken back.
create or replace view split_errors as
select
    newest.error_id,
    newest.dimension,
    newest.value,
    newest.into_error_id,
    newest.decided_at,
    newest.author,
    newest.comment
from (
    select error_splits.*
    from error_splits
    qualify row_number() over (
        partition by error_splits.error_id, error_splits.dimension, error_splits.value
        order by error_splits.decided_at desc
    ) = 1
) as newest
where newest.into_error_id is not null;
