-- title: Stored records that are judged otherwise now
-- grain: record
-- needs: judge_events
-- Makes the temporary table changed_marks.
create or replace temporary table changed_marks as
select
    judged.place,
    judged.is_copy
from judged
where not judged.in_batch
    and judged.is_copy <> judged.was_copy;
