-- title: Mark the copies of the batch
-- grain: record
-- needs: judge_events
-- Changes the temporary table batch.
update batch
set is_copy = true
where batch.rowid in (select judged.place from judged where judged.in_batch and judged.is_copy);
