-- title: Stored records that are judged otherwise now
-- grain: record
-- needs: judge_events
-- Makes the temporary table flips.
create or replace temporary table flips as
select
    judged.place,
    judged.is_copy
from judged
where not judged.in_batch
    and judged.is_copy <> judged.was_copy;
