-- title: Stored records whose mark as a copy changes
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
